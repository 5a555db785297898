/** Path of a program's bundle in dist/. */
export function bundlePath(name: 'framefleet' | 'container'): string;
/** Bundles each program whose sources are newer than its bundle. */
export function bundle(): Promise<void>;
