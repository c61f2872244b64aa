import { useMemo } from 'react';
import type { Language } from './language.js';
import { createTranslate, useWords, type CatalogueOf, type Phrases, type TranslateOf } from './words.js';

/** Phrases of some pages alone, which no other page loads, in the reader's language. @param catalogues always the same object */
export function usePageWords<English extends Phrases>(
  catalogues: Readonly<Record<Language, CatalogueOf<English>>>,
): TranslateOf<English> {
  const { language } = useWords();
  return useMemo(() => createTranslate<English>(language, catalogues[language]), [language, catalogues]);
}
