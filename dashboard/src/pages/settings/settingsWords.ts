import { usePageWords } from '../../words/pageWords.js';
import type { TranslateOf } from '../../words/words.js';
import { settingsEn } from './settingsEn.js';
import { settingsPt } from './settingsPt.js';

const CATALOGUES = { en: settingsEn, pt: settingsPt };

export type SettingsTranslate = TranslateOf<typeof settingsEn>;

/** The settings' own phrases in the reader's language. */
export function useSettingsWords(): SettingsTranslate {
  return usePageWords<typeof settingsEn>(CATALOGUES);
}
