import { lookup as systemLookup, type LookupAddress, type LookupOptions } from 'node:dns';
import { isIP, type LookupFunction } from 'node:net';
import { buildConnector } from 'undici';
import type { AddressRules } from './addresses.js';

/** Resolves a name to all of its addresses, as the system does. Tests bring their own. */
export type Resolve = (
  hostname: string,
  options: LookupOptions & { readonly all: true },
  done: (error: NodeJS.ErrnoException | null, addresses: LookupAddress[]) => void,
) => void;

/** The name has no address that webhooks may go to. */
export class AddressRefused extends Error {
  override readonly name = 'AddressRefused';
}

type Connect = ReturnType<typeof buildConnector>;

/**
 * Connects to checked addresses alone. The check sits in the look-up of the very connection: what was checked is
 * what is connected to, and a name that answers differently the next time (DNS rebinding) is checked again.
 * Plain http goes to addresses that the operator allowed, and nowhere else.
 * @param timeoutMs until a connection stands, TLS included
 */
export function createGuardedConnect(
  rules: AddressRules,
  timeoutMs: number,
  resolve: Resolve = systemLookup,
  tls: { readonly ca?: string } = {},
): Connect {
  const connectors = new Map<string, Connect>(
    (['https:', 'http:'] as const).map((protocol) => {
      const lookup = guardedLookup(mayConnect(rules, protocol), resolve);
      return [protocol, buildConnector({ ...tls, timeout: timeoutMs, lookup, autoSelectFamily: true })];
    }),
  );
  return (options, callback) => {
    const { protocol } = options;
    const hostname = options.hostname.replace(/^\[(.*)\]$/, '$1');
    const connect = connectors.get(protocol);
    // A literal address is never looked up: it is checked here.
    const isRefused = isIP(hostname) !== 0 && !mayConnect(rules, protocol)(hostname);
    if (!connect || isRefused) {
      callback(new AddressRefused(), null);
      return;
    }
    connect({ ...options, hostname }, callback);
  };
}

function mayConnect(rules: AddressRules, protocol: string): (address: string) => boolean {
  return (address) => (protocol === 'https:' ? rules.isReachable(address) : rules.isAllowed(address));
}

function guardedLookup(may: (address: string) => boolean, resolve: Resolve): LookupFunction {
  return (hostname, options, done) => {
    resolve(hostname, { ...options, all: true }, (error, found) => {
      if (error) {
        done(error, '', 0);
        return;
      }
      const addresses = found.filter(({ address }) => may(address));
      const [first] = addresses;
      if (!first) done(new AddressRefused(), '', 0);
      else if (options.all) done(null, addresses);
      else done(null, first.address, first.family);
    });
  };
}
