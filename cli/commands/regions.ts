import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import * as z from 'zod';
import { checkFile } from '../check-paths';
import { type AddCommand, named } from '../command';
import { refuseUnless } from '../typed-options';
import { exit } from '../usage-error';
import { writeRegionEditor } from '../write-region-editor';

const Typed = z.object({ out: z.string().min(1, 'name a file'), json: z.boolean().default(false) });

const examples = `
Examples:
  framefleet regions
  framefleet regions holiday.mp4
  framefleet regions holiday.mp4 --out editor.html --json | jq -r .url

Open the page in a browser, draw, and copy the --roi and --mask options that it shows.
It needs no network, and sends nothing anywhere.

Exit codes: 0 written, 2 wrong usage or no such video.`;

export const regions: AddCommand = (program, perform) => {
  named(program, 'regions', 'write a page in which regions and masks are drawn over a frame of a video')
    .argument('[video]', 'what it shows at first: a video or a picture on this machine')
    .option('--out <file>', 'where to write it', 'regions.html')
    .option('--json', 'print one JSON document alone on standard output')
    .addHelpText('after', examples)
    .action((video: string | undefined, typed: unknown) => {
      const { out, json } = refuseUnless(Typed.safeParse(typed), typed);
      return perform(async ({ terminal: { stdout } }) => {
        if (video !== undefined) await checkFile(video);
        const path = resolve(out);
        await writeRegionEditor(join(__dirname, 'pages', 'region-editor.html'), path, video);
        const url = pathToFileURL(path).href;
        stdout.write(json ? `${JSON.stringify({ path, url })}\n` : `${path}\nOpen it in a browser: ${url}\n`);
        return exit.succeeded;
      });
    });
};
