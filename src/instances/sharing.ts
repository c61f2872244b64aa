import { createHash } from 'node:crypto';

/** A process that lives, as all of them see it; `works` is false for `--role web`. */
export interface Instance {
  readonly origin: string;
  readonly works: boolean;
}

/**
 * The worker of a web process: in turn, so that workers have as many as each other. A process that works itself is its
 * own. Null: there is no worker.
 */
export function workerOf(origin: string, instances: readonly Instance[]): string | null {
  const sorted = [...instances].sort((a, b) => (a.origin < b.origin ? -1 : 1));
  const workers = sorted.filter(({ works }) => works);
  if (workers.some((worker) => worker.origin === origin)) return origin;
  const index = sorted.filter(({ works }) => !works).findIndex((web) => web.origin === origin);
  if (index === -1 || workers.length === 0) return null;
  return workers[index % workers.length]?.origin ?? null;
}

/**
 * Who asks for the sends of a number: the worker with the highest hash of both (rendezvous hashing), so that one which
 * comes or goes takes or leaves only its own share. Null: there is no worker.
 */
export function askerOf(number: string, instances: readonly Instance[]): string | null {
  let best: { readonly origin: string; readonly weight: string } | null = null;
  for (const { origin, works } of instances) {
    if (!works) continue;
    const weight = createHash('sha256').update(`${origin}/${number}`).digest('hex');
    if (!best || weight > best.weight) best = { origin, weight };
  }
  return best?.origin ?? null;
}
