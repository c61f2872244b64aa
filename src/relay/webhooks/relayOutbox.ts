import type { Core } from '../../events/core.js';
import { COLLECTIONS } from '../../events/collections.js';
import type { Write } from '../../events/writes.js';
import type { RelayRow } from '../../projections/webhookRows.js';
import type { WebhookTargets } from './targets.js';

/** The commit that is to be told of, before it is written. */
export interface Relayable {
  readonly account: string;
  readonly number: string;
  readonly stream: string;
  /** Of the commit: the version decided on and one. */
  readonly version: number;
  /** The instant that retention counts from. */
  readonly at: Date;
  readonly conversation: string;
}

/** What must still be told, written in the transaction of what it tells of: neither is without the other. */
export interface RelayOutbox {
  /** For `Append.also`; empty where the number has nobody to tell, and then nothing is asked of the database. */
  rowsFor(event: Relayable): Promise<readonly Write[]>;
  /** To be called when such rows are written. */
  wake(): void;
}

export const NO_RELAYS: RelayOutbox = { rowsFor: () => Promise.resolve([]), wake: () => undefined };

export function createRelayOutbox(core: Core, targets: WebhookTargets, wake: () => void): RelayOutbox {
  return {
    rowsFor: async (event) => {
      const endpoints = await targets.ofNumber(event.account, event.number);
      return endpoints.some(({ isActive, events }) => isActive && events.length > 0)
        ? [relayWrite(core, event)]
        : [];
    },
    wake,
  };
}

export function relayWrite(core: Pick<Core, 'newId' | 'origin'>, event: Relayable): Write {
  const doc: RelayRow = { _id: core.newId(), origin: core.origin, kind: 'EVENT', ...event };
  return { kind: 'insert', collection: COLLECTIONS.relays, doc };
}
