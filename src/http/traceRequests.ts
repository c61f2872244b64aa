import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { IsTrustedProxy } from '../lib/clientAddress.js';
import type { OpenSpan, Tracer } from '../lib/tracer.js';

/** An address may hold anything: what no route knows is told as one. */
const UNKNOWN = 'unknown';
const SERVER_ERROR = 500;
/** Asked every few seconds by machines, about nothing. */
const UNTRACED: ReadonlySet<string> = new Set(['/healthz', '/readyz', '/metrics']);

/**
 * A span for every request, by its route's pattern. Call it before routes are registered.
 * @param isTrustedProxy whose `traceparent` is continued: a stranger's would decide what is recorded
 */
export function traceRequests(app: FastifyInstance, tracer: Tracer, isTrustedProxy: IsTrustedProxy): void {
  const spans = new WeakMap<FastifyRequest, OpenSpan<'http'>>();

  app.addHook('onRequest', (request, _reply, done) => {
    const route = request.routeOptions.url ?? UNKNOWN;
    if (UNTRACED.has(route)) {
      done();
      return;
    }
    const attributes = { 'http.request.method': request.method, 'http.route': route };
    const span = tracer.open('http', attributes, parentOf(request, isTrustedProxy));
    spans.set(request, span);
    span.within(done);
  });
  // Whoever reads a body is called back by the socket, which knows of no span.
  app.addHook('preHandler', (request, _reply, done) => {
    const span = spans.get(request);
    if (span) span.within(done);
    else done();
  });
  app.addHook('onRequestAbort', (request, done) => {
    spans.get(request)?.end();
    done();
  });
  app.addHook('onResponse', (request, { statusCode }, done) => {
    const span = spans.get(request);
    span?.tell({ 'http.response.status_code': statusCode });
    if (statusCode >= SERVER_ERROR) span?.failed(null);
    span?.end();
    done();
  });
}

function parentOf({ headers, socket }: FastifyRequest, isTrustedProxy: IsTrustedProxy) {
  const { traceparent } = headers;
  if (typeof traceparent !== 'string' || !isTrustedProxy(socket.remoteAddress ?? '')) return undefined;
  return { traceparent };
}
