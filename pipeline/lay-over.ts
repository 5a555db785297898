import * as z from 'zod';
import { kernelOptions } from '../kernels/options';

/** Fields of a job's options, as far as something was said. */
export type GivenOptions = Readonly<Record<string, unknown>>;

/**
 * Options laid over others: what wasn't said leaves what was there, and what a kernel is told is laid over field by field. A kernel that is
 * told no fields keeps what it was told, for the schema to refuse.
 */
export function layOver(below: GivenOptions, above: GivenOptions): GivenOptions {
  const said = Object.entries(above).filter(([, value]) => value !== undefined);
  const laid = said.map(([field, value]): [string, unknown] => {
    const own = Object.hasOwn(kernelOptions, field) ? Fields.safeParse(value).data : undefined;
    if (!own) return [field, value];
    const under = Fields.safeParse(below[field] ?? {});
    // Over something that has no fields only what was really said counts: nothing leaves it there, to be refused.
    const isSilent = Object.values(own).every((one) => one === undefined);
    return [field, under.success ? layOver(under.data, own) : isSilent ? below[field] : own];
  });
  return { ...below, ...Object.fromEntries(laid) };
}

const Fields = z.looseObject({});
