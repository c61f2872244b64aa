import type { SendEvent, SendQueued } from '../domain/send/send.js';
import type { SendStatus } from '../domain/send/sendStatus.js';
import { COLLECTIONS } from '../events/collections.js';
import type { Commit } from '../events/eventStore.js';
import type { Update } from '../events/documents.js';
import type { Project, Write } from '../events/writes.js';
import type { OutboxRow, SendLogRow } from './sendRows.js';

export const SEND_STREAM = 'send:';

/** The rows of the send log, what waits in the outbox for them, and the idempotency record they answer. */
export const projectSendLog: Project = (commit) => {
  if (!commit.stream.startsWith(SEND_STREAM)) return [];
  const id = commit.stream.slice(SEND_STREAM.length);
  const events = commit.events as unknown as readonly SendEvent[];
  return events.flatMap((event): readonly Write[] =>
    event.type === 'SendQueued'
      ? queued(commit, id, event)
      : [changed(commit, id, event), ...settled(commit, id, event)],
  );
};

function queued({ account, version }: Commit, id: string, { data, payload }: SendQueued): readonly Write[] {
  const { isInline, idempotency, ...facts } = data;
  const doc: SendLogRow = {
    _id: id,
    account,
    ...facts,
    status: 'QUEUED',
    payload: payload ?? null,
    ...(payload !== undefined && { sealed: true as const }),
    version,
  };
  return [
    { kind: 'insert', collection: COLLECTIONS.sendLog, doc },
    ...(isInline
      ? []
      : [{ kind: 'insert' as const, collection: COLLECTIONS.outbox, doc: waitingRow(account, id, data) }]),
    ...(idempotency === null
      ? []
      : [
          {
            kind: 'update' as const,
            collection: COLLECTIONS.idempotency,
            update: { filter: { _id: idempotency, account, send: id }, set: { state: 'DONE' } },
            // Who was thought dead and lost the key to another request must not send as well.
            mustExist: true,
          },
        ]),
  ];
}

/** What a send that was queued leaves in the outbox. */
export function waitingRow(account: string, id: string, data: SendQueued['data']): OutboxRow {
  return {
    _id: id,
    account,
    number: data.number,
    kind: 'SEND',
    state: 'WAITING',
    dueAt: data.deliverAt ?? data.at,
    conversation: data.conversation,
    deliverUntil: data.deliverUntil,
    attempts: 0,
  };
}

type Change = Exclude<SendEvent, SendQueued>;

function changed({ account, version }: Commit, id: string, event: Change): Write {
  const filter = { _id: id, account };
  const update = (
    set: Readonly<Record<string, unknown>>,
    rest: Omit<Update, 'filter' | 'set'> = {},
  ): Write => ({
    kind: 'update',
    collection: COLLECTIONS.sendLog,
    update: { filter, set: { ...set, version }, ...rest },
    mustExist: true,
  });
  switch (event.type) {
    case 'SendAccepted': {
      const { to, externalKey, externalId, bytes, at } = event.data;
      const set = {
        status: to,
        externalKey,
        ...(externalId !== null && { externalId }),
        ...(event.payload !== undefined && { payload: event.payload, sealed: true, bytes }),
        ...(to === 'SENT' && { sentAt: at }),
      };
      return update(set, { unset: ['failure', 'failedAt', 'errorCode', 'errorMessage'] });
    }
    case 'SendFailed': {
      const { to, at, reason, errorCode, errorMessage } = event.data;
      return update({
        status: to,
        failedAt: at,
        failure: reason,
        errorMessage,
        ...(errorCode !== null && { errorCode }),
      });
    }
    case 'SendCanceled':
      return update({ status: event.data.to, canceledAt: event.data.at });
    case 'SendStatusReported': {
      const { to, status, at, errorCode, errorMessage, pricing, providerConversation } = event.data;
      const set = {
        status: to,
        ...(status !== 'PLAYED' && { [TIME_OF[status]]: at }),
        ...(to === 'FAILED' && { failure: 'PROVIDER_REFUSED' }),
        ...(errorCode !== null && { errorCode }),
        ...(errorMessage !== null && { errorMessage }),
        ...(pricing && { pricing }),
        ...(providerConversation && { providerConversation }),
      };
      return update(set);
    }
    case 'SendRedacted':
      return update(
        { payload: null, bytes: 0, redactedAt: event.data.at, redactedBy: event.data.by },
        { unset: ['sealed'] },
      );
  }
}

const TIME_OF = { SENT: 'sentAt', DELIVERED: 'deliveredAt', READ: 'readAt', FAILED: 'failedAt' } as const;

const FINAL: ReadonlySet<SendStatus> = new Set(['FAILED', 'CANCELED']);

/** What the provider took, or what will not be sent any more, waits no longer. */
function settled({ account }: Commit, id: string, event: Change): readonly Write[] {
  const isOver = event.type === 'SendAccepted' || (event.type !== 'SendRedacted' && FINAL.has(event.data.to));
  return isOver ? [{ kind: 'delete', collection: COLLECTIONS.outbox, account, id }] : [];
}
