import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startOtlpReceiver, type OtlpReceiver, type ReceivedSpan } from '../../support/otlpReceiver.js';
import { startReceiver, type WebhookReceiver } from '../../support/receiver.js';
import { startSendingStage, type SendingStage } from '../../support/sendingStage.js';
import { eventually, postWebhook } from '../../support/session.js';
import { envelope, everyMessageType } from '../../support/whatsapp.js';
import { CreateWebhookDocument, MessagesDocument, RunSweepDocument } from '../../e2e/generated/operations.js';

const CANARIES = {
  name: 'Zanzibar Canary',
  phone: '4915155508181',
  text: 'canary text',
  caption: 'canary caption',
  fileName: 'canary caption.pdf',
  email: 'canary@example.org',
  sent: 'canary sent',
};
const TRACE = '0af7651916cd43dd8448eb211c80319c';
const KEY = 'a key of the receiver';

describe('traces', () => {
  let receiver: OtlpReceiver;
  let consumer: WebhookReceiver;
  let stage: SendingStage;
  let apiKey: string;

  const named = (name: string): readonly ReceivedSpan[] =>
    receiver.spans.filter((span) => span.name === name);
  const come = (name: string, matches: (span: ReceivedSpan) => boolean = () => true): Promise<ReceivedSpan> =>
    eventually(() => Promise.resolve(named(name).find(matches) ?? null));

  beforeAll(async () => {
    receiver = await startOtlpReceiver();
    consumer = await startReceiver();
    stage = await startSendingStage({
      OTEL_EXPORTER_OTLP_ENDPOINT: `${receiver.url}/`,
      OTEL_EXPORTER_OTLP_HEADERS: `api-key=${encodeURIComponent(KEY)}`,
      OTEL_SERVICE_NAME: 'lethe-test',
      ALLOW_PRIVATE_WEBHOOKS: '127.0.0.0/8',
      TRUSTED_PROXIES: '127.0.0.0/8',
    });
    apiKey = await stage.addKey(30);
    const { gateway, admin, numberId } = stage;
    await admin.run(CreateWebhookDocument, {
      input: { name: 'consumer', numberId, url: `${consumer.origin}/canary%40example.org`, events: ['*'] },
    });
    const { name, phone, email, text } = CANARIES;
    const messages = everyMessageType({ ...CANARIES, at: new Date() });
    const body = envelope({ messages, contacts: [{ phone, name }], phoneNumberId: '1060' });
    expect((await postWebhook(gateway.url, numberId, body)).status).toBe(200);
    await stage.send(apiKey, { destinationNumber: `+${phone}`, text: CANARIES.sent });
    await admin.run(MessagesDocument, { numberId, first: 10 });
    await admin.run(RunSweepDocument, { input: {} });
    await gateway.rest(`/v1/messages/${phone}?q=${encodeURIComponent(name)}`, apiKey);
    await fetch(`${gateway.url}/${encodeURIComponent(email)}/${phone}?name=${encodeURIComponent(name)}`);
    await gateway.signIn({ email, password: text }).catch(() => undefined);
    for (const named of [`Find${phone}`, 'Find'])
      await fetch(`${gateway.url}/graphql`, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          traceparent: `00-${TRACE}-b7ad6b7169203331-01`,
          tracestate: `canary=${phone}`,
          baggage: `name=${encodeURIComponent(name)}`,
        },
        body: JSON.stringify({
          query: `query ${named}($is: Boolean!) { viewer @include(if: $is) { role } }`,
          variables: { is: true, name },
        }),
      });
  });
  afterAll(async () => {
    await stage.stop();
    await consumer.stop();
    await receiver.stop();
  });

  it('tell what was asked, by patterns and names', async () => {
    const hook = await come('POST /hooks/whatsapp/:numberId');
    expect(hook.attributes).toMatchObject({
      'http.request.method': 'POST',
      'http.route': '/hooks/whatsapp/:numberId',
      'http.response.status_code': 200,
    });
    await come('GET /v1/messages/:id');
    await come('GET unknown');
    await come('query Messages');
    await come('mutation RunSweep');
    await come('query Find');
    await come('query other');
  });

  it('tell how it was carried out, from the request to the transaction', async () => {
    const ingest = await come('ingest', ({ attributes }) => attributes['lethe.events'] === 14);
    const hook = await come('POST /hooks/whatsapp/:numberId', ({ spanId }) => spanId === ingest.parentSpanId);
    const append = await come(
      'append',
      ({ parentSpanId, attributes }) =>
        parentSpanId === ingest.spanId && attributes['lethe.stream'] === 'message',
    );
    expect([ingest.traceId, append.traceId]).toEqual([hook.traceId, hook.traceId]);
    expect(append.attributes).toMatchObject({ 'lethe.commits': 1, 'lethe.replay': false });
    const transaction = await come('transaction', ({ links }) =>
      links.some(({ spanId }) => spanId === append.spanId),
    );
    expect(transaction.parentSpanId ?? '').toBe('');
  });

  it('tell of deliveries, sends, jobs and sweeps', async () => {
    const delivery = await come(
      'delivery',
      ({ attributes }) => attributes['lethe.event'] === 'message.received',
    );
    expect(delivery.attributes).toMatchObject({
      'lethe.try': 1,
      'lethe.outcome': 'ANSWERED',
      'http.response.status_code': 200,
    });
    const send = await come('send');
    expect(send.attributes).toMatchObject({ 'lethe.number': stage.numberId, 'lethe.outcome': 'ACCEPTED' });
    const job = await come('job runSweep');
    const sweep = await come('sweep', ({ parentSpanId }) => parentSpanId === job.spanId);
    await come('phase CONVERSATIONS', ({ parentSpanId }) => parentSpanId === sweep.spanId);
  });

  it('go on where a trusted proxy began', async () => {
    const span = await come('POST /graphql', ({ traceId }) => traceId === TRACE);
    expect(span.parentSpanId).toBe('b7ad6b7169203331');
  });

  it('say which service, and nothing of the machine', () => {
    for (const resource of receiver.resources)
      expect(Object.keys(resource).sort()).toEqual(['service.instance.id', 'service.name']);
    expect(receiver.resources[0]).toMatchObject({ 'service.name': 'lethe-test' });
    expect(receiver.text()).toContain(`"api-key":"${KEY}"`);
  });

  it('hold no PII', async () => {
    await come('delivery');
    await come('send');
    expect(receiver.spans.length).toBeGreaterThan(30);
    const told = [receiver.text(), ...stage.gateway.logged].join('\n');
    const words = [
      ...Object.values(CANARIES),
      'canary',
      'Zanzibar',
      'Canary',
      encodeURIComponent('@example'),
    ];
    expect(words.filter((word) => told.includes(word))).toEqual([]);
  });

  it('are said to be lost where the receiver fails, and hold up nobody', async () => {
    receiver.answer(400);
    await stage.gateway.rest('/v1/conversations', apiKey);
    await eventually(() =>
      Promise.resolve(
        stage.gateway.logged.join('').includes('Traces could not be handed over') ? true : null,
      ),
    );
    receiver.answer(200);
  });
});

it('are handed over when the gateway stops', async () => {
  const receiver = await startOtlpReceiver();
  const stage = await startSendingStage({ OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url });
  await fetch(`${stage.gateway.url}/v1/nothing`);
  await stage.stop();
  expect(receiver.spans.map(({ name }) => name)).toContain('GET unknown');
  await receiver.stop();
});
