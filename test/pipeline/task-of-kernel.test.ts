import { isInspectedByFunction, taskOfKernel, tasksOf } from '../../pipeline/task-of-kernel';

const division = { mode: 'split', kernels: ['grayscale', 'motion', 'objects'], inspectIn: 'task' } as const;
const of = (changes: Partial<Parameters<typeof tasksOf>[0]>) => ({
  ...division,
  kernels: [...division.kernels],
  ...changes,
});

test('the plan says which task does what; one from before it could be chosen follows its mode', () => {
  const tasks: ReturnType<typeof tasksOf> = [['grayscale', 'objects'], ['motion']];
  expect(tasksOf(of({ tasks }))).toEqual(tasks);
  expect(tasksOf(of({}))).toEqual([['grayscale'], ['motion'], ['objects']]);
  expect(tasksOf(of({ mode: 'fused' }))).toEqual([['grayscale', 'motion', 'objects']]);
});

test('a kernel’s results are its task’s', () => {
  expect(taskOfKernel(of({}), 'motion')).toBe('motion');
  expect(taskOfKernel(of({ mode: 'fused' }), 'motion')).toBe('fused');
  expect(taskOfKernel(of({ mode: 'fused', kernels: ['motion'] }), 'motion')).toBe('motion');
  expect(taskOfKernel(of({ tasks: [['grayscale', 'objects'], ['motion']] }), 'objects')).toBe('fused');
});

test('a function inspects for those kernels that look at single pictures', () => {
  const byFunction = of({ inspectIn: 'function' });
  expect(taskOfKernel(byFunction, 'objects')).toBe('inspect');
  expect(taskOfKernel(byFunction, 'motion')).toBe('motion');
  expect(isInspectedByFunction(of({}), 'objects')).toBe(false);
});
