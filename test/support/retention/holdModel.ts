/** What is said of holds (docs/policies.md): what they are on stays, with all that is needed to read it. */
export interface ModelHold {
  readonly key: string;
  readonly number: string;
  readonly kind: 'NUMBER' | 'CONTACT' | 'CONVERSATION';
  /** Null: the number. */
  readonly who: string | null;
}

/** Of whom and where something was said. */
export interface Said {
  readonly number: string;
  readonly contact: string;
  readonly group: string | null;
}

export function isSaidHeld(holds: readonly ModelHold[], { number, contact, group }: Said): boolean {
  return holds.some(
    (hold) =>
      hold.number === number &&
      (hold.kind === 'NUMBER' ||
        (group ?? contact) === hold.who ||
        (hold.kind === 'CONTACT' && contact === hold.who)),
  );
}

/** Whether a contact or group of a number is held, or somebody's held words could not be read without it. */
export function isSubjectHeld(
  holds: readonly ModelHold[],
  number: string,
  who: string,
  messages: readonly Said[],
): boolean {
  return (
    holds.some((hold) => hold.number === number && (hold.kind === 'NUMBER' || hold.who === who)) ||
    messages.some(
      (said) => said.number === number && [said.contact, said.group].includes(who) && isSaidHeld(holds, said),
    )
  );
}
