import { Monitor, Moon, Sun } from 'lucide-react';
import { useState } from 'react';
import { useT } from '../words/words.js';
import { preferredTheme, setTheme, THEMES, type Theme } from './theme.js';

const ICONS = { system: Monitor, light: Sun, dark: Moon } as const;

export function ThemeChoice() {
  const t = useT();
  const [theme, show] = useState(preferredTheme);
  const choose = (chosen: Theme): void => {
    setTheme(chosen);
    show(chosen);
  };
  return (
    <div className="segments" role="radiogroup" aria-label={t('shell.theme')}>
      {THEMES.map((one) => {
        const Icon = ICONS[one];
        return (
          <label key={one} className="segment" title={t(`shell.theme.${one}`)}>
            <input
              type="radio"
              name="theme"
              className="unseen"
              checked={theme === one}
              onChange={() => choose(one)}
            />
            <Icon size={15} aria-hidden />
            <span className="unseen">{t(`shell.theme.${one}`)}</span>
          </label>
        );
      })}
    </div>
  );
}
