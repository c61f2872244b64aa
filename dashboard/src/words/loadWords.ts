import type { Language } from './language.js';
import { createWords, type Words } from './words.js';

/** Fetches the phrases of the reader's language, and of no other. */
export async function loadWords(language: Language): Promise<Words> {
  const catalogue = language === 'pt' ? (await import('./pt.js')).pt : (await import('./en.js')).en;
  document.documentElement.lang = language;
  return createWords(language, catalogue);
}
