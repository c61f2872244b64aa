import { identify, livenessOf, parseIdentity, processPlace } from '../lib/processIdentity.js';

/** The process that runs a sweep, for others on its machine to find out whether it lives. */
export interface SweepWorker {
  readonly place: string;
  readonly pid: number;
  readonly started: string | null;
}

let own: SweepWorker | undefined;

/** This process. */
export function thisWorker(): SweepWorker {
  own ??= { place: processPlace(), ...identify(process.pid) };
  return own;
}

/**
 * Whether a worker is known to have ended: only where its process can be looked at. A mistake costs time and nothing
 * else: what a worker still writes after its sweep was taken over is refused.
 */
export function hasEnded(worker: SweepWorker | undefined): boolean {
  const identity = parseIdentity(worker);
  return worker?.place === thisWorker().place && identity !== null && livenessOf(identity) === 'gone';
}
