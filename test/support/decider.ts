import { expect } from '@jest/globals';
import type { Decider, NewEvent } from '../../src/domain/events.js';
import { LetheError } from '../../src/lib/errors.js';

/** `given(events).when(command).then(events)`: a decision's example, as a sentence. */
export function specification<State, Event extends NewEvent>(decider: Decider<State, Event>) {
  return (...past: readonly Event[]) => ({
    when: (command: (state: State) => readonly Event[]) => {
      const decide = (): readonly Event[] => command(past.reduce(decider.evolve, decider.initial));
      return {
        then: (...events: readonly Event[]) => expect(decide()).toEqual(events),
        thenNothing: () => expect(decide()).toEqual([]),
        /** @param code of a user error, or of the refusal as a whole */
        thenRefused: (code: string) => expect(codesOf(decide)).toContain(code),
      };
    },
  });
}

/** The codes with which something is refused; empty when it is not. */
export function codesOf(decide: () => unknown): readonly string[] {
  try {
    decide();
    return [];
  } catch (error) {
    return errorCodes(error);
  }
}

/** @throws what is no refusal */
export function errorCodes(error: unknown): readonly string[] {
  if (!(error instanceof LetheError)) throw error;
  const errors = error.details['errors'] as readonly { readonly code: string }[] | undefined;
  return [error.code, ...(errors ?? []).map(({ code }) => code)];
}

/** The codes with which a promise is refused. */
export async function refusalOf(promise: Promise<unknown>): Promise<readonly string[]> {
  return promise.then(() => [], errorCodes);
}
