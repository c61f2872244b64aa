import { startServer, type RunningServer } from '../support/child.js';
import { startGateway, type BenchGateway } from '../support/gateway.js';
import { load, median, type LoadRequest } from '../support/load.js';
import type { Line } from '../support/report.js';
import type { Bench } from '../support/suite.js';
import { PHONE_NUMBER_ID } from '../support/webhooks.js';

const ROUNDS = 3;
const SENDS = 3_000;
const CONNECTIONS = 64;
const RECIPIENTS = 1_000;
/** What a round may take at most. */
const SECONDS = 120;
const LOOK_EVERY_MS = 10;
/** As long as the real provider takes, roughly; the other variant answers at once. */
const PROVIDER_MS = 100;

/**
 * Sends per second, from the first `POST /v1/messages/send` until the provider double has accepted the last one,
 * beside a bare loop of the provider's own calls, with as many at a time, to the same double. It stands for the
 * program that somebody would have written without a gateway: it keeps nothing, tries nothing again, knows no order.
 */
export async function sending({ mongodbUri, log }: Bench): Promise<Line[]> {
  const double = await startServer('bench/servers/provider.js', {});
  const gateway = await startGateway(mongodbUri, {
    WHATSAPP_API_URL: `${double.origin}/v23.0`,
    SENDS_PER_SECOND: '5000',
    API_KEY_RATE_LIMIT: '0',
  });
  try {
    const apiKey = await createKey(gateway);
    const lines: Line[] = [];
    for (const [name, ms, target] of [
      ['at once', 0, 0.5],
      [`after ${String(PROVIDER_MS)} ms`, PROVIDER_MS, 0.5],
    ] as const) {
      await answerAfter(double, ms);
      await measureGateway(double, gateway, apiKey);
      const [ours, bare]: [number[], number[]] = [[], []];
      for (let round = 1; round <= ROUNDS; round += 1) {
        log(`sending: a provider that answers ${name}, round ${String(round)}`);
        bare.push(await measureBare(double));
        ours.push(await measureGateway(double, gateway, apiKey));
      }
      lines.push({
        suite: 'sending',
        name: `beside a bare loop, a provider that answers ${name}, ${String(CONNECTIONS)} connections`,
        ratio: median(ours) / median(bare),
        target: { atLeast: target },
        figures: { 'lethe/s': median(ours), 'bare/s': median(bare) },
      });
    }
    return lines;
  } finally {
    await gateway.stop();
    await double.stop();
  }
}

async function createKey(gateway: BenchGateway): Promise<string> {
  const { createApiKey } = await gateway.graphql<{ createApiKey: { secret: string } }>(
    `
      mutation ($input: CreateApiKeyInput!) {
        createApiKey(input: $input) {
          secret
        }
      }
    `,
    { input: { name: 'bench', numberId: gateway.numberId, retentionDays: 30 } },
  );
  return createApiKey.secret;
}

/** Forgets what was accepted, too. */
async function answerAfter({ origin }: RunningServer, ms: number): Promise<void> {
  await fetch(`${origin}/_double/reset`, { method: 'POST' });
  if (ms === 0) return;
  const body = JSON.stringify({ does: { kind: 'SLOW', ms }, times: null });
  await fetch(`${origin}/_double/faults`, { method: 'POST', body });
}

async function acceptedBy({ origin }: RunningServer): Promise<number> {
  const response = await fetch(`${origin}/_double`);
  return ((await response.json()) as { accepted: number }).accepted;
}

function recipientOf(index: number): string {
  return `+49151${String(10_000_000 + (index % RECIPIENTS))}`;
}

const TEXT = 'Your order is on its way and arrives tomorrow between nine and eleven.';

async function measureBare({ origin }: RunningServer): Promise<number> {
  return measure(origin, (index) => ({
    path: `/v23.0/${PHONE_NUMBER_ID}/messages`,
    method: 'POST',
    headers: { authorization: 'Bearer token', 'content-type': 'application/json' },
    body: JSON.stringify({
      messaging_product: 'whatsapp',
      recipient_type: 'individual',
      to: recipientOf(index),
      type: 'text',
      text: { body: TEXT },
    }),
  }));
}

async function measureGateway(
  double: RunningServer,
  { server }: BenchGateway,
  apiKey: string,
): Promise<number> {
  const before = await acceptedBy(double);
  const done = async (): Promise<void> => {
    while ((await acceptedBy(double)) < before + SENDS)
      await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
  };
  return measure(
    server.origin,
    (index) => ({
      path: '/v1/messages/send',
      method: 'POST',
      headers: { 'x-api-key': apiKey, 'content-type': 'application/json' },
      body: JSON.stringify({ destinationNumber: recipientOf(index), text: TEXT }),
    }),
    done,
  );
}

/** @returns sends a second, from the first request until `done` */
async function measure(
  origin: string,
  next: (index: number) => LoadRequest,
  done: () => Promise<void> = () => Promise.resolve(),
): Promise<number> {
  const start = performance.now();
  const limits = { connections: CONNECTIONS, seconds: SECONDS };
  const { requests, failed } = await load(origin, limits, (index) => (index < SENDS ? next(index) : null));
  if (failed > 0 || requests < SENDS)
    throw new Error(`Of ${String(SENDS)} sends ${String(requests)} were taken.`);
  await done();
  return SENDS / ((performance.now() - start) / 1_000);
}
