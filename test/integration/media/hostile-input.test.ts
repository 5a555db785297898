import { type IncomingMessage, type Server, createServer } from 'node:http';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { probeMedia } from '../../../media/probe';
import { temporaryFolder, tools } from '../../tools';
import { make, picture } from './clips';

describe('a file that names others', () => {
  const folder = temporaryFolder('all');
  const servers: Server[] = [];
  /** Serves one content under every path, and counts who asks. */
  const serve = async (content: () => string | Buffer): Promise<{ url: string; asked: string[] }> => {
    const asked: string[] = [];
    const server = createServer((request: IncomingMessage, response) => {
      asked.push(request.url ?? '');
      response.end(content());
    });
    servers.push(server);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    if (address === null || typeof address === 'string') throw new Error('No port');
    return { url: `http://127.0.0.1:${address.port}`, asked };
  };
  afterAll(() => servers.forEach((server) => server.close().closeAllConnections()));

  /** What only the owner's network can reach: the credentials of a task, say. */
  let secret: Awaited<ReturnType<typeof serve>>;
  beforeAll(async () => {
    const path = await make(join(folder(), 'a.ts'), [...picture(1), '-c:v', 'libx264', '-pix_fmt', 'yuv420p']);
    const clip = await readFile(path);
    secret = await serve(() => clip);
  });

  test.each([
    ['HLS', () => `#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXTINF:1,\n${secret.url}/a.ts\n#EXT-X-ENDLIST\n`],
    [
      'DASH',
      () =>
        `<?xml version="1.0"?><MPD xmlns="urn:mpeg:dash:schema:mpd:2011" type="static" mediaPresentationDuration="PT1S"><Period><AdaptationSet mimeType="video/mp2t"><Representation id="1" bandwidth="1"><BaseURL>${secret.url}/a.ts</BaseURL></Representation></AdaptationSet></Period></MPD>`,
    ],
    ['a list for the concat demuxer', () => `ffconcat version 1.0\nfile '${secret.url}/a.ts'\n`],
    ['a list of a local file', () => `ffconcat version 1.0\nfile '${join(folder(), 'a.ts')}'\n`],
    [
      'a session description',
      () =>
        'v=0\no=- 0 0 IN IP4 127.0.0.1\ns=a\nc=IN IP4 127.0.0.1\nt=0 0\nm=video 5004 RTP/AVP 96\na=rtpmap:96 H264/90000\n',
    ],
  ])('%s is refused, and nothing that it names is asked for', async (_what, content) => {
    const source = await serve(content);
    const { ffprobe } = await tools();
    await expect(probeMedia(ffprobe.path, { url: `${source.url}/video.mp4` }, 'video.mp4')).rejects.toMatchObject({
      name: 'NotAVideo',
      message: expect.stringContaining('"video.mp4"') as unknown,
    });
    expect(source.asked.length).toBeGreaterThan(0);
    expect(secret.asked).toEqual([]);
  });
});
