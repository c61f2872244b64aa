import { randomUUID } from 'node:crypto';
import {
  createServer,
  type IncomingMessage,
  type RequestListener,
  type Server,
  type ServerResponse,
} from 'node:http';
import type { Server as TcpServer } from 'node:net';
import { networkInterfaces } from 'node:os';
import { SECOND_MS } from '../lib/clock.js';
import { within } from '../lib/within.js';
import { CONNECTION_LIMITS } from './connectionLimits.js';
import { listenOnAll, type FindAddresses } from './listenOnAll.js';

/**
 * The server that listens from the first moment of a process to its last: whoever asks before it can serve, or while it
 * stops, is told to ask again (503), and not refused the connection. `/healthz` is 200 all the while.
 */
export interface FrontDoor {
  /** On every address of the host. @returns the first, without a trailing slash @throws when the port is taken */
  listen(where: { readonly port: number; readonly host: string }): Promise<string>;
  /** Names what it cannot serve without yet, for `/readyz`. */
  waitFor(what: string): void;
  /** Takes who handles requests once it is open; Fastify's `serverFactory`. */
  prepare(handle: RequestListener): Server;
  /** From now on requests are handled. */
  open(): void;
  /** From now on nobody new is served. Resolves when those are answered who asked before; may be called again. */
  shut(): Promise<void>;
  /** Ends every connection that HTTP has; those that still wait for an answer get a second. */
  close(): Promise<void>;
}

const RETRY_SECONDS = 2;
const CLOSE_MS = SECOND_MS;
const CLOSE_IDLE_EVERY_MS = 50;

/** @param find by default the system's */
export function createFrontDoor(find?: FindAddresses): FrontDoor {
  const { http, requestTimeout, keepAliveTimeout } = CONNECTION_LIMITS;
  const running = new Set<ServerResponse>();
  let prepared: RequestListener | null = null;
  let handle: RequestListener | null = null;
  let waitingFor = 'start';
  const whenAnswered: (() => void)[] = [];
  let beside: readonly TcpServer[] = [];

  const server = createServer({ ...http, requestTimeout, keepAliveTimeout }, (request, response) => {
    if (!handle) {
      refuse(request, response, waitingFor);
      return;
    }
    running.add(response);
    response.once('close', () => {
      running.delete(response);
      if (running.size === 0) for (const resolve of whenAnswered.splice(0)) resolve();
    });
    handle(request, response);
  });

  return {
    listen: async (where) => {
      beside = await listenOnAll(server, where, find);
      return addressOf(server);
    },
    waitFor: (what) => {
      waitingFor = what;
    },
    prepare: (listener) => {
      prepared = listener;
      return server;
    },
    open: () => {
      handle = prepared;
    },
    shut: async () => {
      handle = null;
      waitingFor = 'stop';
      // Nothing more comes on these connections, and none must be waited for.
      for (const response of running) if (!response.headersSent) response.setHeader('connection', 'close');
      if (running.size > 0)
        await new Promise<void>((resolve) => {
          whenAnswered.push(resolve);
        });
    },
    close: async () => {
      const closed = Promise.all([server, ...beside].map(closedOf));
      const closing = setInterval(() => {
        server.closeIdleConnections();
      }, CLOSE_IDLE_EVERY_MS);
      await within(CLOSE_MS, closed);
      clearInterval(closing);
      server.closeAllConnections();
    },
  };
}

/** The request is read to its end first: a sender that still sends would not hear the answer. */
function refuse(request: IncomingMessage, response: ServerResponse, waitingFor: string): void {
  const path = request.url?.split('?')[0];
  const isAlive = path === '/healthz';
  const answer = isAlive
    ? { status: 'ALIVE' }
    : path === '/readyz'
      ? { status: 'NOT_READY', waitingFor: [waitingFor] }
      : { error: 'The gateway is not serving at the moment; ask again.', code: 'UPSTREAM_ERROR' };
  request.resume().once('end', () => {
    response
      .writeHead(isAlive ? 200 : 503, {
        'content-type': 'application/json; charset=utf-8',
        'cache-control': 'no-store',
        'x-request-id': randomUUID(),
        connection: 'close',
        ...(!isAlive && { 'retry-after': String(RETRY_SECONDS) }),
      })
      .end(JSON.stringify(answer));
  });
}

function closedOf(server: TcpServer): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => {
      resolve();
    });
  });
}

/** Where it is reached, for people: all interfaces are told by the first of this machine. */
function addressOf(server: Server): string {
  const address = server.address();
  if (address === null || typeof address === 'string') return String(address);
  const { address: host, port } = address;
  if (host.includes(':')) return `http://[${host}]:${String(port)}`;
  return `http://${host === '0.0.0.0' ? firstInterface() : host}:${String(port)}`;
}

function firstInterface(): string {
  const all = Object.values(networkInterfaces()).flatMap((addresses) => addresses ?? []);
  return all.find(({ family }) => family === 'IPv4')?.address ?? '127.0.0.1';
}
