import { useRequestWords } from './requestWords.js';

const CONSEQUENCES = ['chats', 'log', 'third', 'holds', 'final'] as const;

/** What an erasure does, for whoever is about to ask for one. */
export function EraseConsequences() {
  const r = useRequestWords();
  return (
    <ul className="dots">
      {CONSEQUENCES.map((one) => (
        <li key={one}>{r(`erasures.what.${one}`)}</li>
      ))}
    </ul>
  );
}
