import { createServer as createTcpServer } from 'node:net';
import { afterEach, describe, expect, it } from '@jest/globals';
import { createFrontDoor, type FrontDoor } from '../../../src/http/frontDoor.js';
import { findAddresses } from '../../../src/http/listenOnAll.js';

/** Of a network for documentation (RFC 5737): no machine has it. */
const NOBODYS = '192.0.2.1';
const [FIRST, SECOND] = ['127.0.0.1', '127.0.0.2'];

/** A machine may not have a name of two addresses, nor IPv6: they are two of its loopback network. */
const open: FrontDoor[] = [];
const doorOf = (...addresses: readonly string[]): FrontDoor => {
  const door = createFrontDoor(() => Promise.resolve(addresses));
  open.push(door);
  return door;
};
const listen = (door: FrontDoor): Promise<string> => door.listen({ port: 0, host: 'some.name' });
const statusAt = async (address: string, url: string): Promise<number> =>
  (await fetch(`http://${address}:${new URL(url).port}/healthz`)).status;

afterEach(async () => {
  for (const door of open.splice(0)) await door.close();
});

describe('a name of several addresses', () => {
  it('is listened on at each of them, on one port', async () => {
    const url = await listen(doorOf(FIRST, SECOND));
    expect(new URL(url).hostname).toBe(FIRST);
    expect([await statusAt(FIRST, url), await statusAt(SECOND, url)]).toEqual([200, 200]);
  });

  it('is closed at each of them', async () => {
    const door = doorOf(FIRST, SECOND);
    const url = await listen(door);
    await door.close();
    for (const address of [FIRST, SECOND]) await expect(statusAt(address, url)).rejects.toThrow();
  });

  it.each([{ addresses: [NOBODYS, FIRST] }, { addresses: [FIRST, NOBODYS] }])(
    'does without one that the machine has not: $addresses',
    async ({ addresses }) => {
      const url = await listen(doorOf(...addresses));
      expect(await statusAt(FIRST, url)).toBe(200);
    },
  );

  it('is refused where the machine has none of them, or another program has the port at one', async () => {
    await expect(listen(doorOf(NOBODYS))).rejects.toMatchObject({ code: 'EADDRNOTAVAIL' });
    const other = createTcpServer();
    await new Promise<void>((resolve) => other.listen(0, SECOND, resolve));
    const { port } = other.address() as { readonly port: number };
    const door = doorOf(FIRST, SECOND);
    await expect(door.listen({ port, host: 'some.name' })).rejects.toMatchObject({ code: 'EADDRINUSE' });
    await new Promise((resolve) => other.close(resolve));
  });
});

it('an address is its own, and localhost is of the loopback network', async () => {
  expect(await findAddresses('0.0.0.0')).toEqual(['0.0.0.0']);
  expect(await findAddresses('::1')).toEqual(['::1']);
  for (const address of await findAddresses('localhost')) expect(address).toMatch(/^(127\.|::1$)/);
});
