import { identify, livenessOf, parseIdentity, processPlace } from './processIdentity.js';

/** A process that works on something, for others on its machine to find out whether it lives. */
export interface ProcessRef {
  readonly place: string;
  readonly pid: number;
  readonly started: string | null;
}

let own: ProcessRef | undefined;

/** This process. */
export function thisProcess(): ProcessRef {
  own ??= { place: processPlace(), ...identify(process.pid) };
  return own;
}

/** Whether a process is known to have ended: only where it can be looked at. Where a mistake would do harm, fence. */
export function hasEnded(worker: ProcessRef | undefined): boolean {
  const identity = parseIdentity(worker);
  return worker?.place === thisProcess().place && identity !== null && livenessOf(identity) === 'gone';
}
