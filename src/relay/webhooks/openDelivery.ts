import { createBatcher } from '../../lib/batcher.js';
import type { WebhookEventName } from '../../domain/webhook/webhookEvents.js';
import type { Core } from '../../events/core.js';
import type { MediaLinks } from '../../media/mediaLinks.js';
import type { Directory } from '../../projections/directory.js';
import type { DeliveryRow } from '../../projections/webhookRows.js';
import { exampleBody } from './exampleEvent.js';
import { openSources, refKey, type CommitRef, type OpenedEvent } from './openSources.js';
import type { Opened } from './worker.js';

const MAX_BATCH = 500;

/**
 * Opens what a delivery posts, at each try anew: what was forgotten since the last one is not sent any more.
 * Deliveries that are opened at the same time share the reads.
 */
export function createOpenDelivery(
  core: Core,
  directory: Directory,
  links: MediaLinks,
): (row: DeliveryRow) => Promise<Opened> {
  const { submit } = createBatcher<CommitRef, OpenedEvent | null>(async (refs) => {
    const unique = [...new Map(refs.map((ref) => [refKey(ref), ref])).values()];
    const opened = await openSources(core, directory, links, unique);
    return refs.map((ref) => ({ ok: true, value: opened.get(refKey(ref)) ?? null }));
  }, MAX_BATCH);

  return async ({ account, number, event, at, source }) => {
    const row = await directory.number(account, number);
    // Of a number that is gone nothing is told any more but that.
    if (!row && event !== 'number.removed') return { kind: 'DELETED' };
    if (source.kind === 'EXAMPLE') {
      if (!row) return { kind: 'DELETED' };
      const body = exampleBody(event as WebhookEventName, row, at);
      return { kind: 'OPEN', body: JSON.stringify(body), subject: null };
    }
    if (source.kind === 'ARRIVED') return { kind: 'ERASED' };
    const { stream, version } = source;
    const opened = await submit({ account, stream, version });
    if (!opened) return { kind: 'ERASED' };
    return { kind: 'OPEN', body: opened.text, subject: opened.subject };
  };
}
