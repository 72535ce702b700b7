import { commit, hrefTo, place, sections, titles } from '../state/url-state';
import { theme } from '../state/theme';
import { Choice } from '../ui/Choice';

export function Header() {
  return (
    <header class="header">
      <a class="name" href={hrefTo('photograph')} onClick={commit}>
        <img src="./icon.svg" width="24" height="24" alt="" />
        Zeropoint
      </a>
      <p class="tagline">quantization laboratory</p>
      <nav aria-label="Sections">
        {sections.map((section) => (
          <a
            key={section}
            href={hrefTo(section)}
            onClick={commit}
            aria-current={place.value === section ? 'page' : undefined}
          >
            {titles[section]}
          </a>
        ))}
      </nav>
      <ThemeChoice />
    </header>
  );
}

const themeNames = [['auto', 'Auto'], ['light', 'Light'], ['dark', 'Dark']] as const;

function ThemeChoice() {
  return <Choice label="Theme" quiet value={theme.value} options={themeNames} onInput={(name) => (theme.value = name)} />;
}
