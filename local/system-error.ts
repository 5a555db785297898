import * as z from 'zod';

const SystemError = z.object({ code: z.string() });

/** The name that the operating system has for an error: EADDRINUSE, EEXIST. Undefined for any other error. */
export const systemErrorCode = (error: unknown): string | undefined => SystemError.safeParse(error).data?.code;
