/** What doctor says of one thing. */
export interface Finding {
  /** What was looked at. */
  about: string;
  /** `unchecked`: nobody could say, so it is neither well nor ill. */
  level: 'ok' | 'warning' | 'error' | 'unchecked';
  found: string;
  /** What to do; absent where all is well. */
  remedy?: string;
}

export const ok = (about: string, found: string): Finding => ({ about, level: 'ok', found });
export const warning = (about: string, found: string, remedy: string): Finding => ({
  ...{ about, level: 'warning', found, remedy },
});
export const wrong = (about: string, found: string, remedy: string): Finding => ({
  ...{ about, level: 'error', found, remedy },
});
export const unchecked = (about: string, why: string): Finding => ({ about, level: 'unchecked', found: why });

/** A look at something; whoever can't be asked about it says nothing of it. */
export async function look(about: string, ask: () => Promise<Finding | Finding[]>): Promise<Finding[]> {
  try {
    const found = await ask();
    return Array.isArray(found) ? found : [found];
  } catch (error) {
    return [unchecked(about, `not checked: ${whyNot(error)}`)];
  }
}

/** Services that what runs on one machine hasn't are refused under these names, or not in their protocol at all. */
const missing = new Set(['UnknownOperationException', 'InvalidAction', 'SyntaxError', 'NotImplemented']);

function whyNot(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const message = error.message.split('\n')[0] ?? '';
  if (/AccessDenied|Unauthorized|NotAuthorized/.test(error.name)) return `access denied (${message})`;
  if (missing.has(error.name)) return `what answers there can't be asked that (${message})`;
  return `${error.name}: ${message}`;
}
