import { createApiKey, updateApiKeyRetention } from '../../../src/administration/apiKeys.js';
import { systemContext } from '../../../src/administration/context.js';
import { SYSTEM } from '../../../src/domain/events.js';
import { COLLECTIONS } from '../../../src/events/collections.js';
import type { ApiKeyRow, NumberRow } from '../../../src/projections/rows.js';
import type { SendLogView } from '../../../src/reading/sendLogView.js';
import type { SweepRow } from '../../../src/retention/sweepRow.js';
import { acceptTestSend, queueTestSend, type TestSend } from '../sends.js';
import type { ModelSend } from './logModel.js';
import type { Process } from './world.js';

/** The send log of a world. */
export interface WorldLog {
  keyId(name: string): string;
  addApiKey(name: string, account: string, number: string | null, days: number): Promise<void>;
  send(send: ModelSend): Promise<void>;
  /** The provider takes it. */
  accept(send: ModelSend): Promise<void>;
  setKeyRetention(apiKey: string, days: number): Promise<void>;
  keysRun(account: string): Promise<SweepRow>;
  /** The entry as surfaces show it. */
  find(send: ModelSend): Promise<SendLogView | null>;
}

export function createWorldLog(world: {
  readonly process: () => Process;
  readonly ids: Map<string, string>;
  readonly idOf: (name: string) => string;
  readonly accountOf: (number: string) => string;
  readonly instant: (minutes: number) => Date;
}): WorldLog {
  const { process, ids, idOf, accountOf, instant } = world;
  const rowOf = async <T extends NumberRow | ApiKeyRow>(collection: string, name: string): Promise<T> => {
    const row = await process().core.documents.findOne<T>(collection, { _id: idOf(name) });
    if (!row) throw new Error('rows are missing');
    return row;
  };
  const toSend = ({ key, number, apiKey, at }: ModelSend): TestSend => ({
    account: accountOf(number),
    number: idOf(number),
    apiKey: apiKey === null ? null : idOf(apiKey),
    at: instant(at),
    text: `canary-text-${key}.`,
    phone: '+49170c9',
  });

  return {
    keyId: idOf,
    addApiKey: async (name, account, number, retentionDays) => {
      const numberId = number === null ? null : idOf(number);
      const context = systemContext(idOf(account));
      const { apiKey } = await createApiKey(process().core, context, { name, numberId, retentionDays });
      ids.set(name, apiKey._id);
    },
    send: async (send) => {
      const { piiMode } = await rowOf<NumberRow>(COLLECTIONS.numbers, send.number);
      const key = send.apiKey === null ? null : await rowOf<ApiKeyRow>(COLLECTIONS.apiKeys, send.apiKey);
      const isInline = piiMode === 'RELAY_ONLY';
      const isKept = !isInline && key?.retentionDays !== 0;
      ids.set(send.key, await queueTestSend(process().core, { ...toSend(send), isInline, isKept }));
    },
    accept: (send) =>
      acceptTestSend(process().core, idOf(send.key), toSend(send), `wamid.canary-${send.key}.`),
    setKeyRetention: async (apiKey, retentionDays) => {
      const { account } = await rowOf<ApiKeyRow>(COLLECTIONS.apiKeys, apiKey);
      const input = { apiKeyId: idOf(apiKey), retentionDays };
      await updateApiKeyRetention(process().core, systemContext(account), input);
    },
    keysRun: async (name) => {
      const account = idOf(name);
      const { sweeps } = process();
      const request = { account, trigger: 'SCHEDULE', by: SYSTEM, phases: ['API_KEYS'] } as const;
      const { _id: sweep } = await sweeps.request(request);
      return sweeps.run({ account, sweep });
    },
    find: ({ key, number }) => process().sendLog.find(accountOf(number), idOf(key)),
  };
}
