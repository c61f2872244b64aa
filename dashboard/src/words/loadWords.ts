import { en } from './en.js';
import type { Language } from './language.js';
import { createWords, type Words } from './words.js';

/** English is there; others are fetched when somebody reads them. */
export async function loadWords(language: Language): Promise<Words> {
  const catalogue = language === 'pt' ? (await import('./pt.js')).pt : en;
  document.documentElement.lang = language;
  return createWords(language, catalogue);
}
