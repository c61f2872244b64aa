/** An event as a decision gives it: a fact in the past, with ids and metadata only. */
export interface NewEvent<Type extends string = string, Data extends object = object> {
  readonly type: Type;
  readonly data: Data;
  /** The sealed payload that holds the event's PII. */
  readonly payload?: string;
}

/** Who caused a change, for the audit log. Ids only; names are looked up where they are shown. */
export type Actor =
  | { readonly type: 'USER'; readonly id: string }
  | { readonly type: 'API_KEY'; readonly id: string }
  | { readonly type: 'SYSTEM'; readonly id: string };

export const SYSTEM: Actor = { type: 'SYSTEM', id: 'lethe' };

/** A decider in the sense of event sourcing: pure, total, and knowing no clock. */
export interface Decider<State, Event extends NewEvent> {
  readonly initial: State;
  readonly evolve: (state: State, event: Event) => State;
}
