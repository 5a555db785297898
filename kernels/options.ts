import type * as z from 'zod';
import type { Kernel } from './kernel';
import { kernels } from './registry';

export type KernelName = keyof typeof kernels;

/** In the order in which they are told. */
export const kernelNames = namesOf(kernels);

/** The fields of a job's options by which each kernel is told what is wanted of it, as zod takes them. */
export const kernelOptions = optionsOf(kernels);

function namesOf<Name extends string>(registered: Readonly<Record<Name, unknown>>): Name[] {
  return Object.keys(registered) as Name[];
}

/** Of the kernels that leave something to choose. */
type OptionsOf<Kernels> = {
  [Name in keyof Kernels as Kernels[Name] extends { options: z.ZodType } ? Name : never]: Kernels[Name] extends {
    options: infer Options extends z.ZodType;
  }
    ? Options
    : never;
};

function optionsOf<Kernels extends Readonly<Record<string, Kernel>>>(registered: Kernels): OptionsOf<Kernels> {
  const entries = Object.entries(registered).flatMap(([name, { options }]) => (options ? [[name, options]] : []));
  return Object.fromEntries(entries) as OptionsOf<Kernels>;
}
