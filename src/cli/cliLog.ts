import type { Log } from '../lib/log.js';
import type { Output } from './output.js';

/** Warnings and errors of what runs beneath a command, on stderr; with `isVerbose` all of it. */
export function createCliLog({ note }: Output, isVerbose: boolean): Log {
  const say = (fields: Readonly<Record<string, unknown>>, message: string): void => {
    const detail = Object.keys(fields).length > 0 ? ` ${JSON.stringify(fields)}` : '';
    note(`${message}${detail}`);
  };
  const nothing = (): void => undefined;
  return { debug: isVerbose ? say : nothing, info: isVerbose ? say : nothing, warn: say, error: say };
}
