import { createContext, useContext, type ReactNode } from 'react';
import { localeOf, type Language } from './language.js';
import type { en } from './en.js';

interface Plural {
  readonly one: string;
  readonly other: string;
}
/** By key; a plural where `count` decides. */
export type Phrases = Readonly<Record<string, string | Plural>>;
export type WordKey = keyof typeof en;

/** Another language has every phrase of the English catalogue, and a plural where that has one. */
export type CatalogueOf<English extends Phrases> = {
  readonly [K in keyof English]: English[K] extends string ? string : Plural;
};
export type Catalogue = CatalogueOf<typeof en>;

type NamesIn<Text extends string> = Text extends `${string}{${infer Name}}${infer Rest}`
  ? Name | NamesIn<Rest>
  : never;
type NamesOf<Phrase> = Phrase extends string
  ? NamesIn<Phrase>
  : Phrase extends { readonly other: infer Other extends string }
    ? NamesIn<Other> | 'count'
    : never;
type Values<Names extends string> = [Names] extends [never]
  ? []
  : [values: { readonly [N in Names]: N extends 'count' ? number : string | number }];

/** A phrase in the reader's language; what stands in braces is given by name, and `count` chooses the plural. */
export type TranslateOf<English extends Phrases> = <K extends keyof English & string>(
  key: K,
  ...values: Values<NamesOf<English[K]>>
) => string;
export type Translate = TranslateOf<typeof en>;

export interface Words {
  readonly language: Language;
  /** For dates and figures: the reader's own variant of the language, as `en-GB`. */
  readonly locale: string;
  readonly t: Translate;
}

export function createWords(language: Language, catalogue: Catalogue): Words {
  return { language, locale: localeOf(language), t: createTranslate<typeof en>(language, catalogue) };
}

/** Translates by a catalogue, be it the dashboard's or that of some pages alone. */
export function createTranslate<English extends Phrases>(
  language: Language,
  catalogue: CatalogueOf<English>,
): TranslateOf<English> {
  const plurals = new Intl.PluralRules(language);
  const numbers = new Intl.NumberFormat(localeOf(language));
  const textOf = (phrase: string | Plural, values: Readonly<Record<string, string | number>>): string => {
    if (typeof phrase === 'string') return phrase;
    return plurals.select(Number(values['count'])) === 'one' ? phrase.one : phrase.other;
  };
  return (key, ...[values = {}]) =>
    textOf(catalogue[key], values).replace(/\{(\w+)\}/g, (_whole, name: string) => {
      const value = (values as Readonly<Record<string, string | number>>)[name];
      return typeof value === 'number' ? numbers.format(value) : (value ?? '');
    });
}

const WordsContext = createContext<Words | null>(null);

export function WordsProvider({ words, children }: { words: Words; children: ReactNode }) {
  return <WordsContext value={words}>{children}</WordsContext>;
}

export function useWords(): Words {
  const words = useContext(WordsContext);
  if (!words) throw new Error('useWords() is used outside of its provider.');
  return words;
}

/** The reader's phrases: `const t = useT()`, then `t('shell.signOut')`. */
export function useT(): Translate {
  return useWords().t;
}
