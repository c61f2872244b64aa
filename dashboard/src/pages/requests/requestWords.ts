import { usePageWords } from '../../words/pageWords.js';
import type { TranslateOf } from '../../words/words.js';
import { requestsEn } from './requestsEn.js';
import { requestsPt } from './requestsPt.js';

const CATALOGUES = { en: requestsEn, pt: requestsPt };

export type RequestTranslate = TranslateOf<typeof requestsEn>;

/** These pages' own phrases in the reader's language. */
export function useRequestWords(): RequestTranslate {
  return usePageWords<typeof requestsEn>(CATALOGUES);
}
