import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { buildSchema } from 'graphql';
import { GRAPHQL_TRANSPORT_WS_PROTOCOL, handleProtocols, makeServer } from 'graphql-ws';
import { WebSocket, WebSocketServer, type ClientOptions } from 'ws';
import { serveSocket } from '../../../src/graphql/serveSocket.js';
import type { Log } from '../../../src/lib/log.js';

const PING_EVERY_MS = 300;
/** RFC 6455, section 7.1.5: cut, without a close frame. */
const ABNORMAL = 1006;

describe('a WebSocket that is pinged', () => {
  let server: Server;
  let logged: string[];
  const clients: WebSocket[] = [];

  beforeEach(async () => {
    logged = [];
    const write = (_fields: object, message: string): void => void logged.push(message);
    const log: Log = { debug: write, info: write, warn: write, error: write };
    const protocol = makeServer({ schema: buildSchema('type Query { a: Int }') });
    const sockets = new WebSocketServer({ noServer: true, handleProtocols });
    server = createServer();
    server.on('upgrade', (request, socket, head) => {
      sockets.handleUpgrade(request, socket, head, (opened) => {
        serveSocket(protocol, opened, request, log, PING_EVERY_MS);
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  });
  afterEach(async () => {
    for (const client of clients.splice(0)) client.terminate();
    await new Promise((resolve) => server.close(resolve));
  });

  /** Signed in, and silent from then on; `pings`: how many came. */
  const connect = async (
    options: ClientOptions,
  ): Promise<{
    readonly client: WebSocket;
    readonly closed: Promise<number>;
    readonly pings: () => number;
  }> => {
    const { port } = server.address() as AddressInfo;
    const client = new WebSocket(`ws://127.0.0.1:${String(port)}`, GRAPHQL_TRANSPORT_WS_PROTOCOL, options);
    clients.push(client);
    let pings = 0;
    client.on('ping', () => (pings += 1));
    const closed = new Promise<number>((resolve) => client.once('close', resolve));
    await new Promise((resolve) => client.once('open', resolve));
    client.send(JSON.stringify({ type: 'connection_init' }));
    return { client, closed, pings: () => pings };
  };

  it('is cut when its peer answers no ping', async () => {
    const { closed, pings } = await connect({ autoPong: false });
    expect(await closed).toBe(ABNORMAL);
    expect(pings()).toBe(1);
    expect(logged).toEqual(['A WebSocket was cut: its peer answers no ping.']);
  });

  it('stays for as long as its peer answers, however little it says', async () => {
    const { client, pings } = await connect({});
    while (pings() < 4) await delay(PING_EVERY_MS);
    expect(client.readyState).toBe(WebSocket.OPEN);
    expect(logged).toEqual([]);
  });
});
