import type { InboundEvent } from '../../src/channels/inbound.js';
import { parseWebhook } from '../../src/channels/whatsapp/parseWebhook.js';
import { verifySignature } from '../../src/channels/whatsapp/verifySignature.js';
import { createProviderDouble, type ProviderDouble } from '../../src/providerDouble/createProviderDouble.js';
import { startHookServer, type HookServer, type ReceivedHook } from './hookServer.js';

const SECRET = 'app-secret';

/** A double that calls back to a webhook which does what ours does, and somebody who speaks to the double. */
export interface DoubleStage {
  readonly double: ProviderDouble;
  readonly hook: HookServer;
  /** Everything that was called back so far, verified and read by our own webhook's code. */
  received(): Promise<readonly InboundEvent[]>;
  /** @param path of the double, or an address; @param token null: none is sent */
  post(
    path: string,
    body: unknown,
    method?: string,
    token?: string | null,
  ): Promise<{ readonly status: number; readonly body: Record<string, unknown> }>;
  /** A text, with other fields where they are given. */
  send(rest?: object): ReturnType<DoubleStage['post']>;
  stop(): Promise<void>;
}

const TEXT = {
  messaging_product: 'whatsapp',
  to: '+5511987654321',
  type: 'text',
  text: { body: 'Hi' },
  biz_opaque_callback_data: 'send-1',
};

export async function startDoubleStage(): Promise<DoubleStage> {
  const hook = await startHookServer();
  const webhook = { url: hook.url, appSecret: SECRET };
  const double = createProviderDouble({ webhook, statuses: [], callbackRetryMs: 5 });
  await double.start();
  const post: DoubleStage['post'] = async (path, body, method = 'POST', token = 't') => {
    const answer = await fetch(path.startsWith('/') ? `${double.origin}${path}` : path, {
      method,
      headers: token === null ? {} : { authorization: `Bearer ${token}` },
      ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    return { status: answer.status, body: (await answer.json()) as Record<string, unknown> };
  };
  return {
    double,
    hook,
    received: async () => {
      await double.idle();
      return hook.received.map(readHook);
    },
    post,
    send: (rest = {}) => post('/v23.0/1060/messages', { ...TEXT, ...rest }),
    stop: async () => {
      await double.stop();
      await hook.stop();
    },
  };
}

function readHook({ raw, signature }: ReceivedHook): InboundEvent {
  if (!verifySignature(raw, signature, SECRET)) throw new Error('The signature does not fit.');
  const [parsed, ...more] = parseWebhook(JSON.parse(raw.toString()), new Date());
  if (!parsed || more.length > 0 || parsed.phoneNumberId !== '1060')
    throw new Error('Not one event of the number.');
  return parsed.event;
}
