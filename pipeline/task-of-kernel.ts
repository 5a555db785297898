import type { Kernel } from '../kernels/kernel';
import { kernels as registered } from '../kernels/registry';
import type { KernelName } from './job-options';
import type { Plan } from './plan';
import { type TaskName, taskOf } from './segment';

type Division = Pick<Plan, 'mode' | 'kernels' | 'tasks' | 'inspectIn'>;

/** The kernels of each task of a segment; plans from before it could be chosen don't list them. */
export const tasksOf = ({ mode, kernels, tasks }: Division): KernelName[][] =>
  tasks ?? (mode === 'fused' ? [kernels] : kernels.map((kernel) => [kernel]));

/** Whether it is a function that looks at the pictures of a kernel. */
export const isInspectedByFunction = ({ inspectIn }: Division, kernel: KernelName): boolean => {
  const { inspects = false }: Kernel = registered[kernel];
  return inspects && inspectIn === 'function';
};

/** Whose result tells what a kernel has left of a segment. */
export const taskOfKernel = (plan: Division, kernel: KernelName): TaskName =>
  isInspectedByFunction(plan, kernel)
    ? 'inspect'
    : taskOf(tasksOf(plan).find((names) => names.includes(kernel)) ?? [kernel]);
