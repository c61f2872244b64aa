import { Users } from 'lucide-react';

const HUES = 6;

/** Initials on a colour that stays with the id; for a group, people. @param id a UUID */
export function Avatar({
  id,
  name,
  isGroup = false,
}: {
  readonly id: string;
  readonly name: string;
  readonly isGroup?: boolean;
}) {
  const hue = Number.parseInt(id.slice(-4), 16) % HUES;
  return (
    <span className={`avatar avatar-${String(hue)}`} aria-hidden>
      {isGroup ? <Users size={17} /> : initialsOf(name)}
    </span>
  );
}

function initialsOf(name: string): string {
  const words = name.split(/\s+/).filter((word) => /^\p{L}/u.test(word));
  if (words.length === 0) return '#';
  const letters = [words[0], words.length > 1 ? words.at(-1) : undefined];
  return letters
    .map((word) => (word === undefined ? '' : String.fromCodePoint(word.codePointAt(0) ?? 0)))
    .join('');
}
