import { chmod, writeFile } from 'node:fs/promises';
import { tools } from '../tools';

/**
 * Writes a shell script that passes for ffmpeg: it does what the real one does, except for one command.
 * @param part how the command is known: `trim=start_pts=…:end_pts=…` is one segment's gray video, for instance
 * @param misdeed shell commands to run instead; `"$@"` are the arguments, `$real` is the real ffmpeg
 */
export async function fakeFfmpeg(path: string, part: string, misdeed: string): Promise<string> {
  const { ffmpeg } = await tools();
  const script = [
    '#!/bin/sh',
    `real='${ffmpeg.path}'`,
    'case "$*" in',
    `*'${part}'*)`,
    misdeed,
    ';;',
    'esac',
    'exec "$real" "$@"',
  ];
  await writeFile(path, `${script.join('\n')}\n`);
  await chmod(path, 0o755);
  return path;
}

/** Shell commands that run a command only the first time they are come to. */
export const onlyOnce = (flag: string, command: string): string => `[ -e '${flag}' ] || { : > '${flag}'; ${command}; }`;

/** Kills the container program, whose child ffmpeg is, as the kernel does when memory runs out. */
export const killContainer = 'kill -9 $PPID';

/** Notes its own process and its container's, and then hangs. */
export const hang = (folder: string): string => `: > "${folder}/$$"; : > "${folder}/$PPID"; exec sleep 600`;

/** Does the work with other arguments: `sed` script for the filter graph. */
export const withGraph = (sed: string): string => `
for argument do
  shift
  case "$argument" in
  *split=2*) argument=$(printf '%s' "$argument" | sed "${sed}") ;;
  esac
  set -- "$@" "$argument"
done`;
