export const LANGUAGES = ['en', 'pt'] as const;
export type Language = (typeof LANGUAGES)[number];

const KEY = 'lethe.language';

/** The one that was chosen here, else the browser's first that we have. */
export function preferredLanguage(): Language {
  const wishes = [localStorage.getItem(KEY) ?? '', ...navigator.languages];
  for (const wish of wishes) {
    const found = LANGUAGES.find((language) => wish.toLowerCase().startsWith(language));
    if (found) return found;
  }
  return 'en';
}

/** The browser's own variant of a language, else the language itself. */
export function localeOf(language: Language): string {
  return navigator.languages.find((one) => one.toLowerCase().startsWith(language)) ?? language;
}

export function rememberLanguage(language: Language): void {
  localStorage.setItem(KEY, language);
}
