import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { COLLECTIONS } from '../../src/events/collections.js';
import type { Core } from '../../src/events/core.js';
import type { Doc } from '../../src/events/documents.js';
import { DAY_MS } from '../../src/lib/clock.js';
import { eventually } from '../support/app.js';
import { runJson } from '../support/cli.js';
import { startReceiver, type WebhookReceiver } from '../support/receiver.js';
import { PHONE_NUMBER_ID, startSendingStage, type SendingStage } from '../support/sendingStage.js';
import {
  CreateWebhookDocument,
  EraseContactDocument,
  ErasureByIdDocument,
  ErasuresDocument,
  MessagesDocument,
} from './generated/operations.js';

const ADA = { from: '+4915155508811', name: 'Ada Canary-8811' };
const phoneNumberId = PHONE_NUMBER_ID;
const BO = { from: '+4915155508812', name: 'Bo Bystander' };
const CANARIES = [
  '4915155508811',
  'Canary-8811',
  'canary-said-8811',
  'canary-sent-8811',
  'canary-scheduled-8811',
];

describe('erasing one person, through HTTP', () => {
  let stage: SendingStage;
  let receiver: WebhookReceiver;
  let apiKey: string;
  let edited: string;
  let folder: string;
  beforeAll(async () => {
    receiver = await startReceiver();
    // Endpoints may answer with what they were told.
    receiver.answer = (got, response) => response.end(got.text.includes('5508811') ? got.text : 'taken');
    stage = await startSendingStage({ ALLOW_PRIVATE_WEBHOOKS: '127.0.0.0/8' });
    apiKey = await stage.addKey(365);
    const { numberId, admin, double } = stage;
    const events = ['message.received', 'message.delivered'];
    const webhook = { numberId, name: 'echo', url: `${receiver.origin}/echo`, events };
    const { createWebhook } = await admin.run(CreateWebhookDocument, { input: webhook });
    expect(createWebhook.userErrors).toEqual([]);
    double.inbound({ ...ADA, phoneNumberId, text: 'canary-said-8811' });
    edited = double.inbound({ ...BO, phoneNumberId, text: 'bo-first-words' });
    await double.idle();
    const sent = [
      { destinationNumber: ADA.from, text: 'canary-sent-8811' },
      {
        destinationNumber: ADA.from,
        text: 'canary-scheduled-8811',
        deliverAt: new Date(Date.now() + DAY_MS).toISOString(),
      },
      { destinationNumber: BO.from, text: 'sent-to-bo' },
    ];
    for (const body of sent) expect((await stage.send(apiKey, body)).status).toBe(202);
    await stage.settle();
    const { db } = stage.gateway.database;
    await eventually(async () =>
      (await db.collection('deliveries').countDocuments({ hasResponse: true })) === 4 ? true : null,
    );
    folder = await mkdtemp(path.join(os.tmpdir(), 'lethe-erasure-'));
    await runJson(stage.gateway.environment, 'backup', backup());
  });
  afterAll(async () => {
    await stage.stop();
    await receiver.stop();
    await rm(folder, { recursive: true, force: true });
  });

  const backup = (): string => path.join(folder, 'data.backup');
  const read = async (core: Core): Promise<string> => {
    const payloads = await core.documents.find<Doc & { account: string }>(COLLECTIONS.payloads, {});
    const account = payloads[0]?.account ?? '';
    core.vault.forgetCached();
    const ids = payloads.map(({ _id }) => _id);
    return JSON.stringify([...(await core.vault.read(account, ids, 'STORE')).values()]);
  };
  const found = (text: string): readonly string[] => CANARIES.filter((canary) => text.includes(canary));

  it('reaches every place, tells how far each is, and leaves nothing to be read', async () => {
    const { admin, gateway } = stage;
    expect(found(await read(gateway.app.services.core))).toEqual(CANARIES);
    const { eraseContact } = await admin.run(EraseContactDocument, { input: { phoneNumber: ADA.from } });
    expect(eraseContact.userErrors).toEqual([]);
    const id = eraseContact.erasure?.id ?? '';
    const erasure = await eventually(async () => {
      const { erasure: row } = await admin.run(ErasureByIdDocument, { id });
      return row?.state === 'COMPLETED' ? row : null;
    });
    const counts = Object.fromEntries(erasure.targets.map(({ target, count }) => [target, count]));
    expect(counts).toMatchObject({ CONVERSATIONS: 1, QUEUED_SENDS: 1, SEND_LOG: 2, MESSAGES: 3 });
    expect(counts['DELIVERIES']).toBeGreaterThanOrEqual(1);
    expect(new Set(erasure.targets.map(({ state }) => state))).toEqual(new Set(['DONE', 'NOT_APPLICABLE']));
    expect((await admin.run(ErasuresDocument, {})).erasures.totalCount).toBe(1);

    const opened = await read(gateway.app.services.core);
    expect(found(opened)).toEqual([]);
    expect(opened.includes('sent-to-bo')).toBe(true);
    expect(found(await stage.everything())).toEqual([]);
    const { messages } = await admin.run(MessagesDocument, { numberId: stage.numberId, first: 100 });
    expect(messages.totalCount).toBe(2);
    const log = await gateway.rest('/v1/messages', apiKey);
    expect(found(JSON.stringify(log.body))).toEqual([]);
    expect(log.body['total']).toBe(3);
  });

  it('is done again before anything is served when a backup from before is restored, edited text included', async () => {
    const { gateway, double } = stage;
    double.inbound({
      ...BO,
      phoneNumberId,
      message: {
        type: 'edit',
        edit: { original_message_id: edited, message: { type: 'text', text: { body: 'bo-second-words' } } },
      },
    });
    await double.idle();
    await eventually(async () =>
      (await read(gateway.app.services.core)).includes('bo-second-words') ? true : null,
    );
    const restored = await runJson<{ forgotten: Record<string, number> }>(
      gateway.environment,
      'restore',
      backup(),
      '--force',
      '--yes',
    );
    // All of it was in the backup.
    expect(restored.forgotten).toMatchObject({ SEND_LOG: 2, MESSAGES: 3 });
    const before = await read(gateway.app.services.core);
    expect(found(before)).toEqual([]);
    expect(before.includes('bo-first-words')).toBe(false);

    const another = await gateway.startAnother();
    const after = await read(another.services.core);
    expect(found(after)).toEqual([]);
    expect(after.includes('bo-first-words')).toBe(false);
    expect(after.includes('sent-to-bo')).toBe(true);
    const { db } = gateway.database;
    expect(await db.collection(COLLECTIONS.messages).countDocuments({})).toBe(2);
    expect(await db.collection(COLLECTIONS.sendLog).countDocuments({ redactedBy: 'ERASURE' })).toBe(2);
    expect(await db.collection(COLLECTIONS.erasures).countDocuments({ state: 'COMPLETED' })).toBe(1);
    expect(found(await stage.everything())).toEqual([]);
  });
});
