import { effect, signal } from '@preact/signals';

export const themes = ['auto', 'light', 'dark'] as const;
export type Theme = (typeof themes)[number];

const key = 'zeropoint.theme';

function stored(): Theme {
  try {
    return themes.find((name) => name === localStorage.getItem(key)) ?? 'auto';
  } catch {
    return 'auto';
  }
}

export const theme = signal<Theme>(stored());

const systemIsDark = matchMedia('(prefers-color-scheme: dark)');
/** Whether the page is dark now: for colours that are not CSS's. */
export const dark = signal(false);

const update = () => (dark.value = theme.value === 'auto' ? systemIsDark.matches : theme.value === 'dark');
systemIsDark.addEventListener('change', update);

effect(() => {
  const name = theme.value;
  if (name === 'auto') delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = name;
  update();
  try {
    if (name === 'auto') localStorage.removeItem(key);
    else localStorage.setItem(key, name);
  } catch {
    // Storage is blocked: the choice lasts until the page is closed.
  }
});
