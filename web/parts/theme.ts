/** Light or dark: as the system has it, unless the reader has chosen. Colours are in style.css, by the root's data-theme. */
export type Theme = 'light' | 'dark';

const storageKey = 'framefleet-theme';

/** What the reader chose on an earlier visit; pages opened from a file may have nothing to remember it in. */
function remembered(): Theme | undefined {
  try {
    const theme = localStorage.getItem(storageKey);
    return theme === 'light' || theme === 'dark' ? theme : undefined;
  } catch {
    return undefined;
  }
}

const ofSystem = (): Theme => (matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light');

const show = (theme: Theme): void => void (document.documentElement.dataset['theme'] = theme);

/** Call it before anything is drawn. It follows the system as long as the reader hasn't chosen. */
export function startTheme(): void {
  show(remembered() ?? ofSystem());
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => show(remembered() ?? ofSystem()));
}

export const currentTheme = (): Theme => (document.documentElement.dataset['theme'] === 'dark' ? 'dark' : 'light');

export function chooseTheme(theme: Theme): void {
  show(theme);
  try {
    localStorage.setItem(storageKey, theme);
  } catch {
    // It holds for this visit only.
  }
}
