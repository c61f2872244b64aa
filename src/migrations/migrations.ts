import type { Core } from '../events/core.js';

/** A change of what is stored that a newer program needs. */
export interface Migration {
  /** Rises by one from {@link FIRST_SCHEMA}; what the database is at once it was run. */
  readonly version: number;
  /** For people: what it does. */
  readonly name: string;
  /**
   * Runs before anything is served, by one process. It may be killed at any point and is then run again from its
   * beginning, by this or another one: each of its steps must bear that. Gateways of the version before may serve all the
   * while, and afterwards until they are replaced: they must be able to read and write what it leaves.
   * @param checkpoint called between steps; throws when the lock was lost
   */
  up(core: Core, checkpoint: () => Promise<void>): Promise<void>;
}

/** What 0.1 wrote, without noting it. */
export const FIRST_SCHEMA = 1;

/**
 * Every migration since the first release, in order; none is ever changed or taken away. Indexes need none: they are made
 * at each start. Nor do events, which are brought up to date when they are read (`events/upcast.ts`), nor read models,
 * which `core.project` makes of them.
 */
export const MIGRATIONS: readonly Migration[] = [];

/** What a database is at once all of them were run. */
export function latestSchema(migrations: readonly Migration[] = MIGRATIONS): number {
  return migrations.at(-1)?.version ?? FIRST_SCHEMA;
}
