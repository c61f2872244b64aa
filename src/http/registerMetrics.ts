import { timingSafeEqual } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import type { Meter } from '../lib/meter.js';
import { HttpError } from './httpError.js';

interface ReadableMetrics {
  text(): Promise<string>;
  readonly contentType: string;
}

/**
 * `GET /metrics`, for Prometheus. No value and no label of it is PII.
 * @param token what `Authorization: Bearer` must hold; null: whoever reaches the address may read
 */
export function registerMetrics(app: FastifyInstance, metrics: ReadableMetrics, token: string | null): void {
  app.get('/metrics', { config: { isBare: true } }, async (request, reply) => {
    if (token !== null && !isSame(request.headers.authorization ?? '', `Bearer ${token}`))
      throw new HttpError('UNAUTHENTICATED', 'Send METRICS_TOKEN as a bearer token.');
    return reply.type(metrics.contentType).send(await metrics.text());
  });
}

function isSame(one: string, other: string): boolean {
  const [a, b] = [Buffer.from(one), Buffer.from(other)];
  return a.length === b.length && timingSafeEqual(a, b);
}

const SURFACES = ['graphql', 'v1', 'hooks', 'auth', 'media'];
const NAMES: Readonly<Record<string, string>> = { v1: 'rest' };
/** An address may hold anything: what no route knows is told as one. */
const UNKNOWN = 'unknown';

/** Counts and times every request by its route's pattern. */
export function countRequests(app: FastifyInstance, meter: Meter): void {
  app.addHook('onResponse', ({ method, routeOptions }, reply, done) => {
    const route = routeOptions.url ?? UNKNOWN;
    const [, first = ''] = route.split('/');
    const surface = SURFACES.includes(first) ? (NAMES[first] ?? first) : 'other';
    meter.count('http_requests_total', { surface, route, method, status: String(reply.statusCode) });
    meter.time('http_request_duration_seconds', { surface, route }, reply.elapsedTime / 1_000);
    done();
  });
}
