import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { createTestGraphql, type TestGraphql } from '../../support/graphql.js';
import { isVerified, startReceiver, type WebhookReceiver } from '../../support/receiver.js';
import { envelope, textMessage } from '../../support/whatsapp.js';

let gateway: TestGraphql;
let receiver: WebhookReceiver;

beforeEach(async () => {
  receiver = await startReceiver();
  gateway = await createTestGraphql({ now: new Date() });
});
afterEach(async () => {
  await gateway.services.deliveries.stop();
  await receiver.stop();
});

type Data = Record<string, Record<string, never>>;
async function run(query: string, input?: object): Promise<Data> {
  const { data, codes } = await gateway.run(query, gateway.userOf('ADMIN'), input && { input });
  expect(codes).toEqual([]);
  return data as unknown as Data;
}
const CREATE = `mutation ($input: CreateWebhookInput!) {
  createWebhook(input: $input) { webhook { id name url events ordered isActive number { id } } secret userErrors { field code } }
}`;
const create = (more: object = {}): Promise<Data> =>
  run(CREATE, {
    numberId: gateway.number._id,
    name: 'Hook',
    url: `${receiver.origin}/hook`,
    events: ['*'],
    ...more,
  });

describe('webhooks', () => {
  it('are made, changed, rotated and deleted', async () => {
    const { createWebhook: made } = await create();
    expect(made).toMatchObject({
      webhook: { name: 'Hook', isActive: true, ordered: false, number: { id: gateway.number._id } },
      userErrors: [],
    });
    const webhookId = String((made?.['webhook'] as unknown as { id: string }).id);
    const { updateWebhook } = await run(
      'mutation ($input: UpdateWebhookInput!) { updateWebhook(input: $input) { webhook { isActive events } userErrors { code } } }',
      { webhookId, isActive: false, events: ['message.read'], name: null },
    );
    expect(updateWebhook).toMatchObject({ webhook: { isActive: false, events: ['message.read'] } });
    const { rotateWebhookSecret } = await run(
      'mutation ($input: RotateWebhookSecretInput!) { rotateWebhookSecret(input: $input) { secret } }',
      { webhookId },
    );
    expect(rotateWebhookSecret?.['secret']).not.toBe(made?.['secret']);
    const audit = await run('{ auditLog(first: 3) { edges { node { action from to } } } }');
    expect(audit['auditLog']).toMatchObject({
      edges: [
        { node: { action: 'WEBHOOK_SECRET_ROTATED' } },
        { node: { action: 'WEBHOOK_UPDATED', from: { isActive: true, events: ['*'] } } },
        { node: { action: 'WEBHOOK_CREATED' } },
      ],
    });
    expect(JSON.stringify(audit)).not.toContain('whsec_');
    await run('mutation ($input: DeleteWebhookInput!) { deleteWebhook(input: $input) { webhook { id } } }', {
      webhookId,
    });
    expect((await run('{ webhooks { totalCount } }'))['webhooks']).toEqual({ totalCount: 0 });
  });

  it('refuse what breaks a rule, field by field', async () => {
    const { createWebhook } = await create({ name: ' ', url: 'https://10.1.2.3/', events: ['nothing'] });
    expect(createWebhook).toMatchObject({ webhook: null, secret: null });
    expect(createWebhook?.['userErrors']).toEqual([
      { field: 'name', code: 'NAME_INVALID' },
      { field: 'events', code: 'EVENTS_INVALID' },
    ]);
    const { createWebhook: refused } = await create({ url: 'https://10.1.2.3/' });
    expect(refused?.['userErrors']).toEqual([{ field: 'url', code: 'ADDRESS_REFUSED' }]);
  });

  it('are administrators’ alone', async () => {
    for (const asking of [gateway.userOf('AGENT'), gateway.keyOf(null)])
      expect((await gateway.run('{ webhooks { totalCount } }', asking)).codes).toEqual(['FORBIDDEN']);
  });

  it('show each try, and follow it live', async () => {
    const { createWebhook } = await create();
    const followed = await gateway.follow(
      'subscription { deliveryUpdated { id state } }',
      gateway.userOf('ADMIN'),
    );
    const next = followed.next();
    await gateway.receive(envelope({ messages: [textMessage({ text: 'hello', at: gateway.now })] }));
    await gateway.services.deliveries.pass();
    const [got] = receiver.received;
    expect(got && isVerified(String(createWebhook?.['secret']), got)).toBe(true);
    expect((await next).value).toMatchObject({
      data: { deliveryUpdated: { id: got?.id, state: 'SUCCEEDED' } },
    });
    await followed.return?.();
    const { webhookDeliveries } = await run(
      '{ webhookDeliveries(state: SUCCEEDED) { edges { node { id event attempts { statusCode error durationMs } payload responses number { id } } } totalCount } }',
    );
    expect(webhookDeliveries).toMatchObject({
      edges: [
        {
          node: {
            event: 'message.received',
            attempts: [{ statusCode: 200, error: null }],
            payload: got?.text,
            responses: [null],
          },
        },
      ],
      totalCount: 1,
    });
  });
});
