// Runs npm scripts side by side, such as checks that each keep one processor busy: `node scripts/side-by-side.mjs lint …`.
// What each of them says comes at its end, in one piece. Fails when one of them has failed; the others end first.
import { Buffer } from 'node:buffer';
import { spawn } from 'node:child_process';

const succeeds = (script) =>
  new Promise((resolve, reject) => {
    const child = spawn('npm', ['run', '-s', script], { stdio: ['ignore', 'pipe', 'pipe'] });
    const said = [];
    child.stdout.on('data', (bytes) => said.push(bytes));
    child.stderr.on('data', (bytes) => said.push(bytes));
    child.once('error', reject).once('close', (code) => {
      process.stdout.write(Buffer.concat(said));
      if (code !== 0) console.error(`npm run ${script} has failed.`);
      resolve(code === 0);
    });
  });

const succeeded = await Promise.all(process.argv.slice(2).map(succeeds));
process.exitCode = succeeded.every(Boolean) ? 0 : 1;
