// Runs the tests in test/browser/, which need a Chromium: `apt-get install chromium`, or CHROMIUM_PATH.
import { spawnSync } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

/** The first program of these names on the PATH. */
function find(...names) {
  const folders = (process.env.PATH ?? '').split(delimiter);
  return folders
    .flatMap((folder) => names.map((name) => join(folder, name)))
    .find((path) => {
      try {
        accessSync(path, constants.X_OK);
        return true;
      } catch {
        return false;
      }
    });
}

const chromium = process.env.CHROMIUM_PATH ?? find('chromium', 'chromium-browser', 'google-chrome');
if (chromium === undefined) {
  const says = 'There is no Chromium: apt-get install chromium, or set CHROMIUM_PATH.';
  if (process.argv.includes('--if-installed')) console.warn(`NOT RUN: the tests in test/browser/. ${says}`);
  else {
    console.error(says);
    process.exitCode = 1;
  }
} else {
  const args = process.argv.slice(2).filter((arg) => arg !== '--if-installed');
  const { status } = spawnSync('npx', ['jest', 'test/browser', ...args], {
    stdio: 'inherit',
    env: { ...process.env, CHROMIUM_PATH: chromium },
  });
  process.exitCode = status ?? 1;
}
