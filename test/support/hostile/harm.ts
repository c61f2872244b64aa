import type { HostileStage } from './stage.js';
import { CANARY } from './stage.js';
import type { HostileValue } from './values.js';

/** Rounds of hostile input. */
export const RUNS = process.env['LETHE_TEST_LONG'] === '1' ? 200 : 2;
/** A machine that is busy with other things takes its time. */
export const WITHIN_MS = RUNS * 30_000;
/** Requests under way at a time. */
const AT_ONCE = 16;
/** What a provider that cannot be reached is told as, and a bound of ours. */
export const REFUSALS_OF_OTHERS = /"code":"(UPSTREAM_\w+|PROVIDER_NOT_CONFIGURED)"/;

export interface Outcome {
  readonly status: number;
  readonly text: string;
}

/** Runs everything, some at a time; gives the names of what was not harmless. */
export async function allHarmless(
  work: readonly (() => Promise<string | null>)[],
): Promise<readonly string[]> {
  const found: string[] = [];
  const queue = [...work];
  const worker = async (): Promise<void> => {
    for (let next = queue.shift(); next; next = queue.shift()) {
      const harm = await next();
      if (harm !== null) found.push(harm);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  return found;
}

/** Sends a request to the stage's gateway. */
export async function request(
  { gateway }: HostileStage,
  path: string,
  init: RequestInit = {},
): Promise<Outcome> {
  const response = await fetch(`${gateway.url}${path}`, { ...init, redirect: 'manual' });
  return { status: response.status, text: await response.text() };
}

/** Null: it was taken or refused, as it should be. Else what it was, without anything that was sent or answered. */
export function harmOf(name: string, value: HostileValue, { status, text }: Outcome): string | null {
  const isBroken = status >= 500 && !REFUSALS_OF_OTHERS.test(text);
  const isInternal = text.includes('INTERNAL_SERVER_ERROR');
  const harm = isBroken
    ? `status ${String(status)}`
    : isInternal
      ? 'internal'
      : text.includes(CANARY)
        ? 'leak'
        : null;
  return harm && `${name} = ${value.name}: ${harm}`;
}

/** What the gateway logged as failures of its own, by their errors' names. */
export function failuresOf({ gateway }: HostileStage): readonly string[] {
  const failed = gateway.logged.filter(
    (line) =>
      /"message":"(A GraphQL operation failed|A request failed|A webhook could not)/.test(line) &&
      !REFUSALS_OF_OTHERS.test(line),
  );
  return [...new Set(failed.map((line) => /"(error|reason)":"\w+"/.exec(line)?.[0] ?? 'unnamed'))];
}
