import { Languages } from 'lucide-react';
import { useT, useWords } from '../words/words.js';
import { LANGUAGES } from '../words/language.js';
import { useSetLanguage } from './Languages.js';

const NAMES = { en: 'English', pt: 'Português' } as const;

export function LanguageChoice() {
  const t = useT();
  const { language } = useWords();
  const setLanguage = useSetLanguage();
  return (
    <label className="mini-choice">
      <Languages size={15} aria-hidden />
      <span className="unseen">{t('shell.language')}</span>
      <select
        value={language}
        onChange={({ target }) => {
          const chosen = LANGUAGES.find((one) => one === target.value);
          if (chosen) setLanguage(chosen);
        }}
      >
        {LANGUAGES.map((one) => (
          <option key={one} value={one} lang={one}>
            {NAMES[one]}
          </option>
        ))}
      </select>
    </label>
  );
}
