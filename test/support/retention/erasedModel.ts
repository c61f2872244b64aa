import { isSaidHeld, isSubjectHeld, type ModelHold, type Said } from './holdModel.js';

const CONTACTS = ['c1', 'c2'] as const;
const GROUPS = [null, 'g1'] as const;

interface Stored {
  messages: (Said & { readonly at: number })[];
  /** `number/who` and `number/key`, each with its instant. */
  readonly subjects: Record<string, number>;
  readonly statuses: Record<string, number>;
}

/** What was ever erased, and does not come back by a restore; what was held at the time was not. */
export interface ErasedModel {
  /** Erases from what is stored. @param remembered up to when nothing of it may come back */
  erase(
    stored: Stored,
    holds: readonly ModelHold[],
    number: string,
    cutoff: number,
    remembered: number,
  ): void;
  /** The same from what a restore brought back. */
  eraseAgain(stored: Stored): void;
}

export function createErasedModel(): ErasedModel {
  /** `number/contact/group`: messages; `number/who`: contacts and groups; `number`: statuses. */
  const marks: Record<string, number> = {};
  const raise = (name: string, cutoff: number): void => {
    marks[name] = Math.max(marks[name] ?? -Infinity, cutoff);
  };
  const markOf = (name: string): number => marks[name] ?? -Infinity;
  const nameOf = ({ number, contact, group }: Said): string => `${number}/${contact}/${group ?? ''}`;
  const isOf = (number: string, who: string) => (said: Said) =>
    said.number === number && [said.contact, said.group].includes(who);
  const remove = (kept: Record<string, number>, isGone: (name: string, at: number) => boolean): void => {
    for (const [name, at] of Object.entries(kept)) if (isGone(name, at)) Reflect.deleteProperty(kept, name);
  };

  return {
    erase: (stored, holds, number, cutoff, remembered) => {
      const isAllHeld = holds.some((hold) => hold.number === number && hold.kind === 'NUMBER');
      stored.messages = stored.messages.filter(
        (said) => said.number !== number || said.at > cutoff || isSaidHeld(holds, said),
      );
      remove(stored.subjects, (name, at) => {
        const [of = '', who = ''] = name.split('/');
        return of === number && at <= cutoff && !isSubjectHeld(holds, number, who, stored.messages);
      });
      remove(stored.statuses, (name, at) => name.startsWith(`${number}/`) && at <= cutoff && !isAllHeld);
      if (!isAllHeld) raise(number, remembered);
      for (const contact of CONTACTS)
        for (const group of GROUPS) {
          const said = { number, contact, group };
          if (!isSaidHeld(holds, said)) raise(nameOf(said), remembered);
        }
      for (const who of [...CONTACTS, 'g1'])
        if (!isSubjectHeld(holds, number, who, [])) raise(`${number}/${who}`, remembered);
    },
    eraseAgain: (stored) => {
      stored.messages = stored.messages.filter((said) => said.at > markOf(nameOf(said)));
      remove(stored.subjects, (name, at) => {
        const [number = '', who = ''] = name.split('/');
        return at <= markOf(name) && !stored.messages.some(isOf(number, who));
      });
      remove(stored.statuses, (name, at) => at <= markOf(name.split('/')[0] ?? ''));
    },
  };
}
