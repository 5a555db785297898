import { fargateMemory, taskSize } from '../../infra/fargate-size';

/** vCPU, least and most GB, GB between two sizes: the table of AWS's documentation, https://docs.aws.amazon.com/AmazonECS/latest/developerguide/fargate-tasks-services.html#fargate-tasks-size */
const table: readonly [number, number, number, number][] = [
  [0.5, 1, 4, 1],
  [1, 2, 8, 1],
  [2, 4, 16, 1],
  [4, 8, 30, 1],
  [8, 16, 60, 4],
  [16, 32, 120, 8],
];

test.each(table)('%d vCPU have from %d to %d GB, in steps of %d', (cpu, least, most, step) => {
  const sizes = fargateMemory.get(cpu * 1024) ?? [];
  expect(sizes[0]).toBe(least * 1024);
  expect(sizes.at(-1)).toBe(most * 1024);
  const steps = sizes.slice(1).map((size, index) => size - sizes[index]!);
  expect(new Set(steps)).toEqual(new Set([step * 1024]));
});

test('a quarter of a vCPU has three sizes', () => {
  expect(fargateMemory.get(256)).toEqual([512, 1024, 2048]);
  expect(fargateMemory.size).toBe(table.length + 1);
});

const standard = { cpu: 2048, memoryMiB: 4096, storageGiB: 21 };

test('a size that says nothing is the standard one; one that says something keeps the rest', () => {
  expect(taskSize(standard).parse(undefined)).toEqual(standard);
  expect(taskSize(standard).parse({ memoryMiB: 16_384 })).toEqual({ ...standard, memoryMiB: 16_384 });
});

test.each([...fargateMemory.keys()])('%d CPU units without a word about memory get two GiB for each vCPU', (cpu) => {
  expect(taskSize(standard).parse({ cpu })).toEqual({ ...standard, cpu, memoryMiB: cpu * 2 });
});

test.each([21, 200])('%d GiB of storage are taken', (storageGiB) => {
  expect(taskSize(standard).parse({ storageGiB })).toEqual({ ...standard, storageGiB });
});

test.each([
  ['memory', { memoryMiB: 2048 }],
  ['memory between two sizes', { memoryMiB: 4097 }],
  ['memory between two steps', { cpu: 8192, memoryMiB: 17_408 }],
  ['CPU', { cpu: 1000 }],
  ['CPU, with memory for a smaller one', { cpu: 16_384, memoryMiB: 4096 }],
  ['little storage', { storageGiB: 20 }],
  ['much storage', { storageGiB: 201 }],
  ['half a gibibyte', { storageGiB: 30.5 }],
])('%s that Fargate would refuse is refused', (_what, size) => {
  expect(taskSize(standard).safeParse(size).success).toBe(false);
});
