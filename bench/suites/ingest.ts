import { startServer } from '../support/child.js';
import { startGateway } from '../support/gateway.js';
import { load, median, type LoadRequest, type LoadResult } from '../support/load.js';
import type { Line } from '../support/report.js';
import type { Bench } from '../support/suite.js';
import { signedMessage } from '../support/webhooks.js';

const ROUNDS = 3;
const SECONDS = 4;
const WARM_UP_SECONDS = 2;
/** Bodies made beforehand, so that signing them does not weigh on the measured seconds. */
const PREPARED = 30_000;

const VARIANTS = ['verify', 'insert', 'transaction', 'lethe'] as const;
type Variant = (typeof VARIANTS)[number];

/**
 * Messages per second through the signed hook, beside bare Fastify hooks on the same database: one that stores
 * nothing, one that inserts a plain document, one that runs a transaction for each message. The variants take
 * turns, so that a machine that slows down slows all of them.
 */
export async function ingest({ mongodbUri, log }: Bench): Promise<Line[]> {
  const lines: Line[] = [];
  for (const [connections, target] of [
    [32, 1.5],
    [128, 1.8],
  ] as const) {
    const results = new Map<Variant, LoadResult[]>(VARIANTS.map((variant) => [variant, []]));
    for (let round = 1; round <= ROUNDS; round += 1) {
      for (const variant of VARIANTS) {
        log(`ingest: ${String(connections)} connections, round ${String(round)}, ${variant}`);
        results.get(variant)?.push(await measure(mongodbUri, variant, connections));
      }
    }
    lines.push(...linesOf(connections, target, results));
  }
  return lines;
}

async function measure(mongodbUri: string, variant: Variant, connections: number): Promise<LoadResult> {
  const { origin, path, stop } = await start(mongodbUri, variant);
  try {
    const next = prepared(path);
    await load(origin, { connections, seconds: WARM_UP_SECONDS }, next);
    const result = await load(origin, { connections, seconds: SECONDS }, next);
    if (result.failed > 0) throw new Error(`${variant} refused ${String(result.failed)} webhooks.`);
    return result;
  } finally {
    await stop();
  }
}

async function start(mongodbUri: string, variant: Variant) {
  if (variant === 'lethe') {
    const gateway = await startGateway(mongodbUri);
    return { origin: gateway.server.origin, path: `/hooks/whatsapp/${gateway.numberId}`, stop: gateway.stop };
  }
  const environment = { MONGODB_URI: mongodbUri, DATABASE_NAME: `bench_${variant}`, VARIANT: variant };
  const server = await startServer('bench/servers/hook.js', environment);
  return { origin: server.origin, path: '/hook', stop: server.stop };
}

function prepared(path: string): (index: number) => LoadRequest {
  const requests = Array.from({ length: PREPARED }, (_, index) => signedMessage(path, index));
  let taken = 0;
  // Beyond what was prepared each is made when needed; only the hook that stores nothing gets that far.
  return () => requests[taken++] ?? signedMessage(path, taken);
}

function linesOf(connections: number, target: number, results: ReadonlyMap<Variant, LoadResult[]>): Line[] {
  const rate = (variant: Variant): number =>
    median((results.get(variant) ?? []).map(({ perSecond }) => perSecond));
  const p50 = (variant: Variant): number => median((results.get(variant) ?? []).map(({ p50Ms }) => p50Ms));
  const figures = Object.fromEntries(VARIANTS.map((variant) => [`${variant}/s`, rate(variant)]));
  const suite = 'ingest';
  const name = (what: string): string => `${what}, ${String(connections)} connections`;
  return [
    {
      suite,
      name: name('beside a plain insert'),
      ratio: rate('lethe') / rate('insert'),
      target: { atLeast: target },
      figures: { ...figures, 'lethe p50 ms': p50('lethe'), 'insert p50 ms': p50('insert') },
    },
    {
      suite,
      name: name('beside a transaction a message'),
      ratio: rate('lethe') / rate('transaction'),
      target: { atLeast: 5 },
      figures: {},
    },
    {
      suite,
      name: name('share of a hook that stores nothing'),
      ratio: rate('lethe') / rate('verify'),
      figures: {},
    },
  ];
}
