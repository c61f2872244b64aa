import { createApiKey } from '../../../src/administration/apiKeys.js';
import { systemContext } from '../../../src/administration/context.js';
import { SYSTEM } from '../../../src/domain/events.js';
import { COLLECTIONS } from '../../../src/events/collections.js';
import type { Doc } from '../../../src/events/documents.js';
import type { Log } from '../../../src/lib/log.js';
import type { NumberRow } from '../../../src/projections/rows.js';
import type { IdempotencyRow, OutboxRow, SendLogRow } from '../../../src/projections/sendRows.js';
import type { SendReceipt, SendRequest } from '../../../src/sending/sending.js';
import { createTestGateway, type TestGateway } from '../gateway.js';
import { createFakeClient, type FakeClient } from './fakeClient.js';

/** A gateway in memory with a provider in memory. */
export interface SendStage {
  readonly gateway: TestGateway;
  readonly client: FakeClient;
  readonly apiKey: string;
  /** The number as it is now. */
  number(): Promise<NumberRow>;
  send(request?: Partial<SendRequest>): Promise<SendReceipt>;
  drain(): Promise<void>;
  advance(ms: number): void;
  entry(id: string): Promise<SendLogRow | null>;
  outbox(): Promise<OutboxRow[]>;
  keys(): Promise<IdempotencyRow[]>;
  rows<T extends Doc>(collection: keyof typeof COLLECTIONS): Promise<T[]>;
}

export const RECIPIENT = '+4915112345678';

export async function createSendStage(
  options: { readonly retentionDays?: number; readonly now?: Date; readonly log?: Log } = {},
): Promise<SendStage> {
  const client = createFakeClient();
  const gateway = await createTestGateway({
    client,
    ...(options.now && { now: options.now }),
    ...(options.log && { log: options.log }),
  });
  const { core, services, account } = gateway;
  const context = systemContext(account);
  const { apiKey } = await createApiKey(core, context, {
    name: 'key',
    numberId: gateway.number._id,
    retentionDays: options.retentionDays ?? 30,
  });
  const number = async (): Promise<NumberRow> => {
    const row = await services.directory.number(account, gateway.number._id);
    if (!row) throw new Error('The number is gone.');
    return row;
  };
  const rows = <T extends Doc>(collection: keyof typeof COLLECTIONS): Promise<T[]> =>
    core.documents.find<T>(COLLECTIONS[collection], { account });
  return {
    gateway,
    client,
    apiKey: apiKey._id,
    number,
    rows,
    send: async (request = {}) =>
      services.sending.send({
        number: await number(),
        by: SYSTEM,
        origin: 'API',
        apiKey: apiKey._id,
        recipient: { kind: 'PHONE', phone: RECIPIENT },
        content: { type: 'text', body: 'hello' },
        replyTo: null,
        labels: [],
        deliverAt: null,
        deliverUntil: null,
        markRead: false,
        idempotency: null,
        ...request,
      }),
    drain: () => services.sendWorker.drain(),
    advance: (ms) => {
      gateway.now = new Date(gateway.now.getTime() + ms);
    },
    entry: (id) => core.documents.findOne<SendLogRow>(COLLECTIONS.sendLog, { _id: id, account }),
    outbox: () => rows<OutboxRow>('outbox'),
    keys: () => rows<IdempotencyRow>('idempotency'),
  };
}
