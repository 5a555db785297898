import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readFaults, showFaults } from '../../cli/read-faults';
import { temporaryFolder } from '../tools';

const folder = temporaryFolder();

test('reads JSON as it is typed, and a file', async () => {
  const typed = '{"seed": 7, "s3": {"slowDown": 0.1}}';
  expect(await readFaults(typed)).toMatchObject({ seed: 7, s3: { slowDown: 0.1, cut: 0 } });
  const path = join(folder(), 'faults.json');
  await writeFile(path, typed);
  expect(await readFaults(`@${path}`)).toEqual(await readFaults(typed));
});

test.each([
  ['{"s3": {"slow": 1}}', '--faults s3: Unrecognized key: "slow"'],
  ['{"disk": {}}', '--faults (as a whole): Unrecognized key: "disk"'],
  ['{"tasks": [{"task": 0, "request": 1, "how": "hang"}]}', '--faults tasks[0].how: Invalid option'],
  ['{"s3": {"cut": 2, "stall": -1}}', '--faults s3.stall: Too small'],
  ['{s3}', '--faults "{s3}" is no JSON'],
  ['@/nowhere.json', '--faults "@/nowhere.json" can\'t be read: '],
])('refuses %s by name', async (typed, message) => {
  await expect(readFaults(typed)).rejects.toMatchObject({
    name: 'UsageError',
    message: expect.stringContaining(message) as string,
  });
});

test('says how many of each kind there were', () => {
  const fault = { what: 'GET /a/b', at: 'segment task 0, request 1' };
  expect(showFaults([{ kind: 's3.cut', ...fault }, { kind: 'task.kill', ...fault }, { kind: 's3.cut', ...fault }])).toBe(
    'Faults injected: 1 task.kill, 2 s3.cut',
  ); // prettier-ignore
  expect(showFaults([])).toBe('Faults injected: none');
});
