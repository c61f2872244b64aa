import { createContext, useContext, type ReactNode } from 'react';
import { localeOf, type Language } from './language.js';
import type { en } from './en.js';

type Phrases = typeof en;
export type WordKey = keyof Phrases;

/** Another language has every phrase of the English one, and a plural where that has one. */
export type Catalogue = { readonly [K in WordKey]: Phrases[K] extends string ? string : Plural };
interface Plural {
  readonly one: string;
  readonly other: string;
}

type NamesIn<Text extends string> = Text extends `${string}{${infer Name}}${infer Rest}`
  ? Name | NamesIn<Rest>
  : never;
type NamesOf<K extends WordKey> = Phrases[K] extends string
  ? NamesIn<Phrases[K]>
  : Phrases[K] extends { readonly other: infer Other extends string }
    ? NamesIn<Other> | 'count'
    : never;
type Values<Names extends string> = [Names] extends [never]
  ? []
  : [values: { readonly [N in Names]: N extends 'count' ? number : string | number }];

/** A phrase in the reader's language; what stands in braces is given by name, and `count` chooses the plural. */
export type Translate = <K extends WordKey>(key: K, ...values: Values<NamesOf<K>>) => string;

export interface Words {
  readonly language: Language;
  /** For dates and figures: the reader's own variant of the language, as `en-GB`. */
  readonly locale: string;
  readonly t: Translate;
}

export function createWords(language: Language, catalogue: Catalogue): Words {
  const plurals = new Intl.PluralRules(language);
  const numbers = new Intl.NumberFormat(localeOf(language));
  const textOf = (phrase: string | Plural, values: Readonly<Record<string, string | number>>): string => {
    if (typeof phrase === 'string') return phrase;
    return plurals.select(Number(values['count'])) === 'one' ? phrase.one : phrase.other;
  };
  return {
    language,
    locale: localeOf(language),
    t: (key, ...[values = {}]) =>
      textOf(catalogue[key], values).replace(/\{(\w+)\}/g, (_whole, name: string) => {
        const value = (values as Readonly<Record<string, string | number>>)[name];
        return typeof value === 'number' ? numbers.format(value) : (value ?? '');
      }),
  };
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
