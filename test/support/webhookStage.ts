import { systemContext, type Context } from '../../src/administration/context.js';
import { createWebhook, type WebhookView } from '../../src/administration/webhooks.js';
import { COLLECTIONS } from '../../src/events/collections.js';
import type { Mail } from '../../src/lib/mailer.js';
import type { DeliveryRow } from '../../src/projections/webhookRows.js';
import { createTestGateway, type TestGateway } from './gateway.js';
import { startReceiver, type WebhookReceiver } from './receiver.js';
import { envelope, textMessage } from './whatsapp.js';

/** A gateway in memory whose number has endpoints at a real HTTP server; nothing is sent before `pass`. */
export interface WebhookStage {
  readonly gateway: TestGateway;
  readonly receiver: WebhookReceiver;
  readonly context: Context;
  readonly mails: readonly Mail[];
  addEndpoint(
    path: string,
    more?: { events?: string[]; ordered?: boolean },
  ): Promise<{ readonly webhook: WebhookView; readonly secret: string }>;
  /** A customer writes. */
  say(text: string, more?: object): Promise<unknown>;
  /** One complete pass over what is due. */
  pass(): Promise<void>;
  rows(filter?: object): Promise<DeliveryRow[]>;
  later(ms: number): void;
  stop(): Promise<void>;
}

export async function createWebhookStage(): Promise<WebhookStage> {
  const mails: Mail[] = [];
  const receiver = await startReceiver();
  const mailer = {
    send: async (mail: Mail) => {
      mails.push(mail);
    },
  };
  const gateway = await createTestGateway({ now: new Date(), mailer });
  const context = systemContext(gateway.account);
  const { core, services, number } = gateway;
  return {
    gateway,
    receiver,
    context,
    mails,
    addEndpoint: (path, more = {}) =>
      createWebhook(services, context, {
        numberId: number._id,
        name: path,
        url: `${receiver.origin}/${path}`,
        events: ['*'],
        ordered: false,
        ...more,
      }),
    say: (text, more = {}) =>
      gateway.receive(envelope({ messages: [textMessage({ text, at: gateway.now, ...more })] })),
    pass: () => services.deliveries.pass(),
    rows: (filter = {}) =>
      core.documents.find<DeliveryRow>(COLLECTIONS.deliveries, { ...filter }, { sort: { order: 1 } }),
    later: (ms) => {
      gateway.now = new Date(gateway.now.getTime() + ms);
    },
    stop: async () => {
      await services.deliveries.stop();
      await receiver.stop();
    },
  };
}
