import { describe, expect, it } from '@jest/globals';
import { createApiKey, updateApiKeyRetention } from '../../../src/administration/apiKeys.js';
import { setNumberPiiMode } from '../../../src/administration/numberPolicy.js';
import { systemContext } from '../../../src/administration/context.js';
import { overdueOf } from '../../../src/retention/overdue.js';
import { UsageError } from '../../../src/cli/failure.js';
import { changeOf } from '../../../src/cli/retentionPreview.js';
import { DAY_MS, HOUR_MS } from '../../../src/lib/clock.js';
import { queueTestSend } from '../../support/sends.js';
import { createTestGateway } from '../../support/gateway.js';
import { envelope, textMessage } from '../../support/whatsapp.js';

describe('the change that a preview is about', () => {
  it.each([
    [{}, null],
    [{ number: 'n' }, null],
    [{ days: 30 }, { kind: 'DATA_RETENTION', days: 30 }],
    [{ days: null }, { kind: 'DATA_RETENTION', days: null }],
    [
      { apiKey: 'k', keyDays: 0 },
      { kind: 'API_KEY_RETENTION', apiKey: 'k', days: 0 },
    ],
    [
      { number: 'n', mode: 'RELAY_ONLY' as const },
      { kind: 'PII_MODE', number: 'n', mode: 'RELAY_ONLY', days: null },
    ],
    [
      { number: 'n', mode: 'STORE_X_DAYS' as const, piiDays: 7 },
      { kind: 'PII_MODE', number: 'n', mode: 'STORE_X_DAYS', days: 7 },
    ],
  ])('%j', (options, change) => {
    expect(changeOf(options)).toEqual(change);
  });

  it.each([
    [{ days: 1, number: 'n' }],
    [{ apiKey: 'k' }],
    [{ keyDays: 1 }],
    [{ apiKey: 'k', keyDays: 1, days: 1 }],
    [{ apiKey: 'k', keyDays: 1, number: 'n' }],
    [{ days: null, piiDays: 3 }],
    [{ mode: 'RELAY_ONLY' as const }],
    [{ number: 'n', piiDays: 3 }],
    [{ number: 'n', mode: 'STORE_X_DAYS' as const }],
    [{ number: 'n', mode: 'RELAY_ONLY' as const, piiDays: 3 }],
  ])('%j is none', (options) => {
    expect(() => changeOf(options)).toThrow(UsageError);
  });
});

describe('what is overdue', () => {
  const now = new Date('2026-03-01T12:00:00Z');
  const then = (from: Date): Date => new Date(from.getTime() - 26 * HOUR_MS);

  it('is what a present policy had made due a day ago, once the policy itself is as old', async () => {
    const gateway = await createTestGateway({ now });
    const { core, account, number } = gateway;
    const messages = [1, 5, 10].map((days) => textMessage({ at: new Date(now.getTime() - days * DAY_MS) }));
    await gateway.receive(envelope({ messages }));
    const input = { numberId: number._id, mode: 'STORE_X_DAYS', piiRetentionDays: 3 } as const;
    await setNumberPiiMode(core, systemContext(account), input);
    expect(await overdueOf(core, account, then(gateway.now))).toEqual([]);
    gateway.now = new Date(now.getTime() + 27 * HOUR_MS);
    const overdue = await overdueOf(core, account, then(gateway.now));
    expect(overdue).toEqual([
      {
        class: 'MESSAGES',
        count: 2,
        oldest: new Date(now.getTime() - 10 * DAY_MS),
        number: number._id,
        apiKey: null,
      },
    ]);
  });

  it('is in the send log what a key’s retention had made due, unless the key was changed since', async () => {
    const gateway = await createTestGateway({ now });
    const { core, account, number } = gateway;
    const context = systemContext(account);
    const { apiKey } = await createApiKey(core, context, { name: 'shop', retentionDays: 7 });
    const send = { account, number: number._id, apiKey: apiKey._id, text: 'hello', phone: '+4915155501' };
    await queueTestSend(core, { ...send, at: now });
    gateway.now = new Date(now.getTime() + 8 * DAY_MS);
    expect(await overdueOf(core, account, then(gateway.now))).toEqual([]);
    gateway.now = new Date(now.getTime() + 9 * DAY_MS);
    expect(await overdueOf(core, account, then(gateway.now))).toEqual([
      { class: 'SEND_LOG', count: 1, oldest: now, number: null, apiKey: apiKey._id },
    ]);
    await updateApiKeyRetention(core, context, { apiKeyId: apiKey._id, retentionDays: 1 });
    expect(await overdueOf(core, account, then(gateway.now))).toEqual([]);
  });
});
