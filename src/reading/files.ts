import { COLLECTIONS } from '../events/collections.js';
import type { Core } from '../events/core.js';
import type { MediaLinks } from '../media/mediaLinks.js';
import { isMediaType, type MediaRow } from '../projections/mediaRow.js';
import type { MessageRow } from '../projections/rows.js';
import type { FileView } from './views.js';

/** The files of messages that may be read, by the messages' ids; asks for none where no message can have one. */
export async function readFiles(
  { documents }: Core,
  links: MediaLinks,
  account: string,
  messages: readonly MessageRow[],
): Promise<ReadonlyMap<string, FileView>> {
  const ids = messages.flatMap(({ type, payload }) =>
    payload !== null && isMediaType(type) ? [payload] : [],
  );
  if (ids.length === 0) return new Map();
  const rows = await documents.find<MediaRow>(COLLECTIONS.media, { account, _id: { $in: ids } });
  const views = rows.map(async ({ message, state, reason = null, bytes }): Promise<[string, FileView][]> => {
    if (state === 'DOOMED') return [];
    const url = state === 'STORED' ? await links.toStored({ account, message }) : null;
    return [[message, { state, reason, bytes, url }]];
  });
  return new Map((await Promise.all(views)).flat());
}
