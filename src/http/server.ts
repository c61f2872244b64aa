import { randomUUID } from 'node:crypto';
import type { RequestListener } from 'node:http';
import {
  fastify,
  LogController,
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
} from 'fastify';
import type { IsTrustedProxy } from '../lib/clientAddress.js';
import { errorName } from '../lib/errors.js';
import { isDeeperThan, MAX_SENT_DEPTH } from '../lib/jsonDepth.js';
import type { Log } from '../lib/log.js';
import { limitAddresses } from './addressLimit.js';
import { CONNECTION_LIMITS } from './connectionLimits.js';
import { nothingHere, refusalOf } from './errorAnswer.js';
import type { FrontDoor } from './frontDoor.js';
import { HttpError, tooDeep } from './httpError.js';
import { securityHeaders } from './securityHeaders.js';
import { createServerLog, framesOf } from './serverLog.js';
import { limitSlowHeads } from './slowHeads.js';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** For machines, and thousands a second: no browser's headers, and no log line unless something is refused. */
    isBare?: boolean;
  }
}

export interface HttpServerDeps {
  readonly log: Log;
  /** The address that clients use (`PUBLIC_URL`); whether it is https decides over browsers' headers. */
  readonly publicUrl?: string | null;
  /** Whose `X-Forwarded-For` is believed; default: nobody's. */
  readonly isTrustedProxy?: IsTrustedProxy;
  /** Connections and requests that an address may have at a time; 0, the default: no limit. */
  readonly concurrentPerAddress?: number;
  /** Listens and ends in its place; absent: Fastify does, as it always does. */
  readonly door?: FrontDoor;
}

const BODY_BYTES = 1024 * 1024;
/** Providers' message ids come as parameters, and those of groups and user ids are long. */
const PARAMETER_LENGTH = 300;

/**
 * The HTTP server that surfaces register themselves on; it does not listen yet. Every answer carries
 * `x-request-id`, by which the log knows it. Nothing of a body, a query or a header is ever logged.
 */
export function createHttpServer(deps: HttpServerDeps): FastifyInstance {
  const { log, publicUrl, isTrustedProxy = () => false, concurrentPerAddress = 0, door } = deps;
  const answerError = createErrorAnswer(log);
  const app = fastify({
    loggerInstance: createServerLog(log),
    childLoggerFactory: (logger) => logger,
    logController: new LogController({ disableRequestLogging: true }),
    genReqId: () => randomUUID(),
    requestIdHeader: false,
    bodyLimit: BODY_BYTES,
    routerOptions: { maxParamLength: PARAMETER_LENGTH },
    ...CONNECTION_LIMITS,
    ...(door && { serverFactory: (handle: RequestListener) => door.prepare(handle) }),
    trustProxy: (address) => isTrustedProxy(address),
    forceCloseConnections: 'idle',
    frameworkErrors: answerError,
  });
  const headers = securityHeaders(publicUrl?.startsWith('https:') ?? false);

  app.addHook('onRequest', (request, reply, done) => {
    reply.header('x-request-id', request.id);
    if (!request.routeOptions.config.isBare) reply.headers(headers);
    done();
  });
  app.addHook('onResponse', (request, reply, done) => {
    if (!request.routeOptions.config.isBare) {
      const ms = Math.round(reply.elapsedTime);
      log.debug({ ...tellOf(request), status: reply.statusCode, ms }, 'A request was answered.');
    }
    done();
  });
  limitAddresses(app, concurrentPerAddress, isTrustedProxy);
  if (concurrentPerAddress > 0) limitSlowHeads(app, isTrustedProxy);
  takeJson(app);
  closeWhatFallsIdle(app);
  app.setErrorHandler(answerError);
  app.setNotFoundHandler((request, reply) => answerError(nothingHere(), request, reply));
  return app;
}

/** As Fastify's own parser, but for nesting that nobody needs. */
function takeJson(app: FastifyInstance): void {
  const parseJson = app.getDefaultJsonParser('error', 'error');
  app.removeContentTypeParser('application/json');
  app.addContentTypeParser<string>('application/json', { parseAs: 'string' }, (request, body, parsed) => {
    if (isDeeperThan(body, MAX_SENT_DEPTH)) parsed(tooDeep());
    else void parseJson(request, body, parsed);
  });
}

const CLOSE_IDLE_EVERY_MS = 50;

/**
 * Closing ends the connections that are idle at that moment. One that is still answering would be kept for as long as
 * any other once it has answered, and the process with it.
 */
function closeWhatFallsIdle(app: FastifyInstance): void {
  let timer: NodeJS.Timeout | null = null;
  app.addHook('preClose', (done) => {
    timer = setInterval(() => {
      app.server.closeIdleConnections();
    }, CLOSE_IDLE_EVERY_MS);
    done();
  });
  app.addHook('onClose', (_app, done) => {
    if (timer) clearInterval(timer);
    done();
  });
}

/** The one boundary: whatever was thrown, the answer is a safe one. */
function createErrorAnswer(log: Log) {
  return (error: unknown, request: FastifyRequest, reply: FastifyReply): void => {
    const { status, code, message, details, headers } = refusalOf(error) ?? unforeseen(request.id);
    if (status >= 500) {
      const fields = { ...tellOf(request), code, error: errorName(error), frames: framesOf(error) };
      log.error(fields, 'A request failed.');
    }
    void reply
      .code(status)
      .headers({ 'x-request-id': request.id, ...headers })
      .send({ ...details, error: message, code });
  };
}

function unforeseen(requestId: string): HttpError {
  const message = 'Something went wrong on our side; the log has it under this request id.';
  return new HttpError('INTERNAL_SERVER_ERROR', message, { requestId });
}

/** What a log may know of a request: the route's pattern, not the address. */
function tellOf(request: FastifyRequest): Readonly<Record<string, unknown>> {
  return { requestId: request.id, method: request.method, route: request.routeOptions.url ?? null };
}
