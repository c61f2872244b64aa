import { findApiKeys, type ApiKeyView } from '../administration/apiKeys.js';
import { viewActors, type UserView } from '../administration/userPii.js';
import { createBatcher } from '../lib/batcher.js';
import type { Core } from '../events/core.js';
import type { NumberRow } from '../projections/rows.js';
import type { CallView } from '../reading/calls.js';
import { readProgress, type Progress, type ProgressFacts } from '../reading/progress.js';
import type { RecordingView } from '../reading/recordings.js';
import type { SendLogView } from '../reading/sendLogView.js';
import type { ConversationView, MessageView } from '../reading/views.js';
import type { Services } from '../services.js';

/** Finds one thing by its id; the same id is looked up once a request, ids of one moment together. */
export type Load<T> = (id: string) => Promise<T | null>;

/** Lookups of one request, in its account: what several fields of a page point to is read once. */
export interface Loaders {
  readonly conversation: Load<ConversationView>;
  readonly message: Load<MessageView>;
  /** Whether there is still a record of a message, readable or not. */
  readonly keptMessage: Load<true>;
  readonly call: Load<CallView>;
  readonly recording: Load<RecordingView>;
  readonly recordingsOfCall: Load<readonly RecordingView[]>;
  readonly number: Load<NumberRow>;
  readonly sendLogEntry: Load<SendLogView>;
  readonly apiKey: Load<ApiKeyView>;
  /** How far a message got. */
  readonly progress: (message: ProgressFacts) => Promise<Progress | null>;
  /** Whoever did something, whichever account is theirs: ids come from our own commits. */
  readonly actor: Load<UserView>;
}

const MAX_BATCH = 200;

/** @param account null: nobody is signed in, and nothing is found */
export function createLoaders(services: Services, account: string | null): Loaders {
  const { core, conversations, messages, calls, recordings, directory, sendLog } = services;
  const within =
    <T>(read: (account: string, ids: readonly string[]) => Promise<ReadonlyMap<string, T>>) =>
    async (ids: readonly string[]): Promise<ReadonlyMap<string, T>> =>
      account === null ? new Map<string, T>() : read(account, ids);
  return {
    conversation: createLoad(within((own, ids) => conversations.findMany(own, ids))),
    message: createLoad(within((own, ids) => messages.findMany(own, ids))),
    keptMessage: createLoad(within((own, ids) => messages.findKept(own, ids))),
    call: createLoad(within((own, ids) => calls.findMany(own, ids))),
    recording: createLoad(within((own, ids) => recordings.findMany(own, ids))),
    recordingsOfCall: createLoad(within((own, ids) => recordings.ofCalls(own, ids))),
    number: async (id) => (account === null ? null : directory.number(account, id)),
    sendLogEntry: createLoad(within((own, ids) => sendLog.findMany(own, ids))),
    apiKey: createLoad(within((own, ids) => findApiKeys(core, own, ids))),
    progress: createProgressLoad(core, account),
    actor: createLoad((ids) => viewActors(core, ids)),
  };
}

function createLoad<T>(readMany: (ids: readonly string[]) => Promise<ReadonlyMap<string, T>>): Load<T> {
  const pending = new Map<string, Promise<T | null>>();
  const batcher = createBatcher<string, T | null>(async (ids) => {
    const found = await readMany(ids);
    return ids.map((id) => ({ ok: true, value: found.get(id) ?? null }));
  }, MAX_BATCH);
  return (id) => {
    const known = pending.get(id) ?? batcher.submit(id);
    pending.set(id, known);
    return known;
  };
}

function createProgressLoad(core: Core, account: string | null): Loaders['progress'] {
  const batcher = createBatcher<ProgressFacts, Progress | null>(async (rows) => {
    const found = account === null ? new Map<string, Progress>() : await readProgress(core, account, rows);
    return rows.map(({ _id }) => ({ ok: true, value: found.get(_id) ?? null }));
  }, MAX_BATCH);
  return (row) => batcher.submit(row);
}
