import type { SendPii } from '../channels/sendPii.js';
import { COLLECTIONS } from '../events/collections.js';
import type { Core } from '../events/core.js';
import type { MessagePii, MessageRow } from '../projections/rows.js';
import type { SendLogRow } from '../projections/sendRows.js';

/** A send's rows and what their payloads open to; null: there is none, or it may not be read any more. */
export interface OpenedSend {
  readonly row: SendLogRow;
  readonly pii: SendPii | null;
  readonly message: MessageRow | null;
  readonly chat: MessagePii | null;
}

/** A send's rows with their payloads, whatever policies say of them; null when there is no such send. */
export async function openSend(core: Core, account: string, id: string): Promise<OpenedSend | null> {
  return (await openSends(core, account, [id])).get(id) ?? null;
}

/** Many at once, by few round trips. */
export async function openSends(
  core: Core,
  account: string,
  ids: readonly string[],
): Promise<ReadonlyMap<string, OpenedSend>> {
  const { documents, vault } = core;
  const rows = await documents.find<SendLogRow>(COLLECTIONS.sendLog, { account, _id: { $in: ids } });
  const wanted = rows.flatMap(({ message }) => message ?? []);
  const messages =
    wanted.length === 0
      ? []
      : await documents.find<MessageRow>(COLLECTIONS.messages, { account, _id: { $in: wanted } });
  const byId = new Map(messages.map((message) => [message._id, message]));
  const payloads = [...rows, ...messages].flatMap(({ payload }) => payload ?? []);
  const contents = await vault.read(account, payloads);
  const read = (payload: string | null): unknown => (payload === null ? undefined : contents.get(payload));
  return new Map(
    rows.map((row) => {
      const message = byId.get(row.message ?? '') ?? null;
      const pii = (read(row.payload) as SendPii | undefined) ?? null;
      const chat = (read(message?.payload ?? null) as MessagePii | undefined) ?? null;
      return [row._id, { row, pii, message, chat }];
    }),
  );
}
