import type { ChatwootReply, SendEvent } from '../domain/send/send.js';
import type { SendStatus } from '../domain/send/sendStatus.js';
import { COLLECTIONS } from '../events/collections.js';
import type { Doc } from '../events/documents.js';
import type { Commit } from '../events/eventStore.js';
import type { Project, Write } from '../events/writes.js';
import { SEND_STREAM } from './sendLog.js';

/** Statuses that Chatwoot keeps of an agent's message. */
export type ChatwootStatus = 'sent' | 'delivered' | 'read' | 'failed';

interface Job extends Doc {
  readonly account: string;
  readonly number: string;
  /** What is told of one conversation or one reply goes one after the other. */
  readonly lane: string;
  /** `FAILED`: given up, kept for a while so that it is seen. */
  readonly state: 'WAITING' | 'FAILED';
  readonly dueAt: Date;
  /** How often Chatwoot was asked. */
  readonly attempts: number;
  readonly createdAt: Date;
  /** Who has it in hands. */
  readonly claim?: string;
  readonly leaseUntil?: Date;
  /** Why the last try failed; of a closed list. */
  readonly reason?: string;
  /** Of a failed one. */
  readonly expiresAt?: Date;
}

/** What Chatwoot must still be told; ids and statuses only. Not a read model: what has been tried is known here alone. */
export type ChatwootJobRow = Job &
  (
    | {
        /** A commit of a message. */
        readonly kind: 'EVENT';
        readonly stream: string;
        readonly version: number;
      }
    | {
        readonly kind: 'STATUS';
        readonly reply: ChatwootReply;
        readonly status: ChatwootStatus;
        /** A sentence free of PII, of a failure. */
        readonly error: string | null;
      }
  );

/** What happens to an agent's reply → what is told to Chatwoot. */
export const projectChatwootJobs: Project = (commit) => {
  if (!commit.stream.startsWith(SEND_STREAM)) return [];
  return (commit.events as unknown as readonly SendEvent[]).flatMap((event, index): readonly Write[] => {
    const told = toldBy(event);
    return told ? [insert(commit, index, told)] : [];
  });
};

interface Told {
  readonly number: string;
  readonly reply: ChatwootReply;
  readonly status: ChatwootStatus;
  readonly error: string | null;
}

const STATUSES: Readonly<Record<SendStatus, ChatwootStatus | null>> = {
  QUEUED: null,
  SENT: 'sent',
  DELIVERED: 'delivered',
  READ: 'read',
  FAILED: 'failed',
  CANCELED: 'failed',
};

function toldBy(event: SendEvent): Told | null {
  if (event.type === 'SendQueued' || event.type === 'SendRedacted') return null;
  const { number, chatwoot: reply, from, to } = event.data;
  const status = STATUSES[to];
  if (!reply || status === null || from === to) return null;
  // Chatwoot takes it for sent from the beginning.
  if (status === 'sent' && from !== 'FAILED') return null;
  if (!reply.isLast && status !== 'failed') return null;
  return { number, reply, status, error: status === 'failed' ? sentenceOf(event) : null };
}

function sentenceOf(event: SendEvent): string {
  if (event.type === 'SendCanceled') return 'It was canceled before it was sent.';
  const told =
    event.type === 'SendFailed' || event.type === 'SendStatusReported' ? event.data.errorMessage : null;
  return told ?? 'WhatsApp gave no reason.';
}

function insert(commit: Commit, index: number, { number, reply, status, error }: Told): Write {
  const doc: ChatwootJobRow = {
    _id: index === 0 ? commit._id : `${commit._id}.${String(index)}`,
    account: commit.account,
    number,
    lane: commit.stream,
    state: 'WAITING',
    dueAt: commit.at,
    attempts: 0,
    createdAt: commit.at,
    kind: 'STATUS',
    reply,
    status,
    error,
  };
  return { kind: 'insert', collection: COLLECTIONS.chatwootJobs, doc };
}
