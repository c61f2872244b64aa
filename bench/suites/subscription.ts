import { createClient } from 'graphql-ws';
import { Client } from 'undici';
import { WebSocket } from 'ws';
import { startServer } from '../support/child.js';
import { startGateway } from '../support/gateway.js';
import { quantile, type LoadRequest } from '../support/load.js';
import type { Line } from '../support/report.js';
import type { Bench } from '../support/suite.js';
import { signedMessage } from '../support/webhooks.js';

const EVENTS = 600;
const WARM_UP = 100;
const EVERY_MS = 10;
const PATIENCE_MS = 10_000;

const SUBSCRIPTION = 'subscription { inboundEventReceived { id event data { messageId content } } }';

/** From the POST of a webhook to the subscriber, beside a bare insert, change stream and WebSocket. */
export async function subscription({ mongodbUri, log }: Bench): Promise<Line[]> {
  log('subscription: lethe');
  const gateway = await startGateway(mongodbUri);
  const ours = await measure(gateway.server.origin, `/hooks/whatsapp/${gateway.numberId}`, (onEvent) => {
    const { cookie } = gateway;
    const socket = createClient({
      url: `${gateway.server.origin.replace(/^http/, 'ws')}/graphql`,
      lazy: false,
      webSocketImpl: class extends WebSocket {
        constructor(url: string, protocols: string[]) {
          super(url, protocols, { headers: { cookie } });
        }
      },
    });
    socket.subscribe(
      { query: SUBSCRIPTION },
      {
        next: ({ data }) => {
          onEvent(JSON.stringify(data));
        },
        error: () => undefined,
        complete: () => undefined,
      },
    );
    return () => socket.dispose();
  });
  await gateway.stop();

  log('subscription: bare change stream');
  const server = await startServer('bench/servers/feed.js', {
    MONGODB_URI: mongodbUri,
    DATABASE_NAME: `bench_feed_${String(Date.now())}`,
  });
  const bare = await measure(server.origin, '/hook', (onEvent) => {
    const socket = new WebSocket(server.origin.replace(/^http/, 'ws'));
    socket.on('message', (data: Buffer) => {
      onEvent(data.toString());
    });
    return () => {
      socket.close();
    };
  });
  await server.stop();

  const line = (name: string, q: number): Line => ({
    suite: 'subscription',
    name: `${name} from POST to subscriber beside a bare change stream`,
    ratio: quantile(ours, q) / quantile(bare, q),
    figures: { 'lethe ms': quantile(ours, q), 'bare ms': quantile(bare, q) },
  });
  return [line('p50', 0.5), line('p99', 0.99)];
}

/** Posts one webhook after another and gives the ascending milliseconds until each reached the subscriber. */
async function measure(
  origin: string,
  path: string,
  subscribe: (onEvent: (text: string) => void) => () => unknown,
): Promise<number[]> {
  const sent = new Map<string, number>();
  const took: number[] = [];
  const stop = subscribe((text) => {
    const id = /wamid\.[\w-]+/.exec(text)?.[0] ?? '';
    const at = sent.get(id);
    if (at !== undefined) took.push(performance.now() - at);
    sent.delete(id);
  });
  await new Promise((resolve) => setTimeout(resolve, 1_000));
  const client = new Client(origin);
  for (let index = 0; index < WARM_UP + EVENTS; index += 1) {
    const request = signedMessage(path, index);
    sent.set(idOf(request), performance.now());
    const { body } = await client.request({ ...request, body: request.body ?? null });
    await body.dump();
    await new Promise((resolve) => setTimeout(resolve, EVERY_MS));
    if (index === WARM_UP) took.length = 0;
  }
  const end = performance.now() + PATIENCE_MS;
  while (sent.size > 0 && performance.now() < end) await new Promise((resolve) => setTimeout(resolve, 20));
  if (sent.size > 0) throw new Error(`${String(sent.size)} events did not reach the subscriber.`);
  await client.close();
  await stop();
  return took.sort((a, b) => a - b);
}

function idOf({ body = '' }: LoadRequest): string {
  return /wamid\.[\w-]+/.exec(body)?.[0] ?? '';
}
