import { useState } from 'preact/hooks';
import { chooseTheme, currentTheme } from './theme';

/** Turns the page dark, and light again. */
export function ThemeSwitch() {
  const [theme, setTheme] = useState(currentTheme);
  const other = theme === 'dark' ? 'light' : 'dark';
  const change = () => {
    chooseTheme(other);
    setTheme(other);
  };
  return (
    <button type="button" class="quiet unprinted" aria-label={`Switch to ${other} colours`} onClick={change}>
      <svg width="20" height="20" viewBox="0 0 20 20" aria-hidden="true" fill="none" stroke="currentColor">
        <circle cx="10" cy="10" r="7" stroke-width="1.5" />
        <path d="M10 3a7 7 0 0 1 0 14z" fill="currentColor" stroke="none" />
      </svg>
    </button>
  );
}
