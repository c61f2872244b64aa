import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { systemContext } from '../../../../src/administration/context.js';
import { createWebhook } from '../../../../src/administration/webhooks.js';
import { SYSTEM } from '../../../../src/domain/events.js';
import { createSweeps } from '../../../../src/retention/sweeps.js';
import { receiptOf } from '../../../../src/retention/receipts/issue.js';
import { createTestGateway, type TestGateway } from '../../../support/gateway.js';
import { startReceiver, type WebhookReceiver } from '../../../support/receiver.js';

let gateway: TestGateway;
let receiver: WebhookReceiver;

beforeEach(async () => {
  receiver = await startReceiver();
  gateway = await createTestGateway({ now: new Date() });
  gateway.services.deliveries.start();
});
afterEach(async () => {
  await gateway.services.deliveries.stop();
  await receiver.stop();
});

async function untilReceived(): Promise<void> {
  for (let tries = 0; tries < 500 && receiver.received.length === 0; tries += 1) await sleep(10);
}

test('endpoints are told when a sweep is over, with its receipt', async () => {
  const { core, services, account, number } = gateway;
  const settings = { numberId: number._id, name: 'Hook', ordered: false };
  await createWebhook(services, systemContext(account), {
    ...settings,
    url: `${receiver.origin}/hook`,
    events: ['retention.swept'],
  });
  const sweeps = createSweeps(core);
  const { _id: sweep } = await sweeps.request({ account, trigger: 'MANUAL', by: SYSTEM });
  await sweeps.run({ account, sweep });
  await untilReceived();
  const receipt = await receiptOf(core, account, sweep);
  expect(receiver.received[0]?.body).toMatchObject({
    event: 'retention.swept',
    data: {
      sweepId: sweep,
      receiptId: receipt?._id,
      receiptHash: receipt?.hash,
      numberId: null,
      state: 'COMPLETED',
      deleted: 0,
      held: 0,
    },
  });
});
