import { createContext, useContext, useState, type ReactNode } from 'react';
import { rememberLanguage, type Language } from '../words/language.js';
import { loadWords } from '../words/loadWords.js';
import { WordsProvider, type Words } from '../words/words.js';

const SetLanguage = createContext<((language: Language) => void) | null>(null);

/** Gives everything below it the reader's phrases, and a way to change the language. */
export function LanguageProvider({
  initial,
  children,
}: {
  readonly initial: Words;
  readonly children: ReactNode;
}) {
  const [words, setWords] = useState(initial);
  const choose = (language: Language): void => {
    rememberLanguage(language);
    // Where the phrases are out of reach, the page stays as it is; the next one comes in the language that was chosen.
    void loadWords(language).then(setWords, () => undefined);
  };
  return (
    <SetLanguage value={choose}>
      <WordsProvider words={words}>{children}</WordsProvider>
    </SetLanguage>
  );
}

export function useSetLanguage(): (language: Language) => void {
  const set = useContext(SetLanguage);
  if (!set) throw new Error('useSetLanguage() is used outside of its provider.');
  return set;
}
