import { lookup } from 'node:dns/promises';
import type { Server } from 'node:http';
import { createServer, type AddressInfo, type Server as TcpServer } from 'node:net';

/** All addresses of a name, each once; of an address, itself. */
export type FindAddresses = (host: string) => Promise<readonly string[]>;

export const findAddresses: FindAddresses = async (host) => {
  const found = await lookup(host, { all: true });
  return [...new Set(found.map(({ address }) => address))];
};

/** The name has an address that this machine has not: a hosts file tells `::1` where IPv6 is off. */
const NOT_HERE = new Set<string | undefined>(['EADDRNOTAVAIL', 'EAFNOSUPPORT']);
/** As Node makes HTTP's own: a client that has sent its request may close its side. */
const AS_HTTP = { allowHalfOpen: true, noDelay: true };

/**
 * Listens on every address of a host that this machine has, on the same port: `localhost` is 127.0.0.1 to some programs and
 * ::1 to others.
 * @returns who accepts connections for the server beside itself; to be closed with it
 * @throws when the port is taken on one of them, or none is this machine's
 */
export async function listenOnAll(
  server: Server,
  { port, host }: { readonly port: number; readonly host: string },
  find: FindAddresses = findAddresses,
): Promise<readonly TcpServer[]> {
  const beside: TcpServer[] = [];
  let missing: unknown = new Error('The host has no address.');
  for (const address of await find(host)) {
    try {
      if (server.listening) {
        const other = createServer(AS_HTTP, (socket) => server.emit('connection', socket));
        await listen(other, (server.address() as AddressInfo).port, address);
        beside.push(other);
      } else await listen(server, port, address);
    } catch (error) {
      missing = error;
      if (NOT_HERE.has((error as NodeJS.ErrnoException).code)) continue;
      for (const other of beside) other.close();
      throw error;
    }
  }
  if (!server.listening) throw missing;
  return beside;
}

function listen(server: TcpServer, port: number, host: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen({ port, host }, () => {
      server.removeListener('error', reject);
      resolve();
    });
  });
}
