import { useMemo } from 'react';
import { createTranslate, useWords, type TranslateOf } from '../../words/words.js';
import { requestsEn } from './requestsEn.js';
import { requestsPt } from './requestsPt.js';

const CATALOGUES = { en: requestsEn, pt: requestsPt };

export type RequestTranslate = TranslateOf<typeof requestsEn>;

/** These pages' own phrases in the reader's language. */
export function useRequestWords(): RequestTranslate {
  const { language } = useWords();
  return useMemo(() => createTranslate<typeof requestsEn>(language, CATALOGUES[language]), [language]);
}
