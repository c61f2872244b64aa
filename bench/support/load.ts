import { Client } from 'undici';

export interface LoadResult {
  readonly requests: number;
  readonly failed: number;
  readonly perSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
}

export interface LoadRequest {
  readonly path: string;
  readonly method: 'GET' | 'POST';
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
}

/**
 * Keeps `connections` requests under way for `seconds`, each connection sending its next request when the last one
 * is answered.
 * @param next gives the request of a running number; null ends the load early
 */
export async function load(
  origin: string,
  options: { readonly connections: number; readonly seconds: number },
  next: (index: number) => LoadRequest | null,
): Promise<LoadResult> {
  const latencies: number[] = [];
  let failed = 0;
  let index = 0;
  const start = performance.now();
  const end = start + options.seconds * 1_000;

  const connection = async (): Promise<void> => {
    const client = new Client(origin, { pipelining: 1 });
    try {
      while (performance.now() < end) {
        const request = next(index++);
        if (!request) return;
        const sent = performance.now();
        const { statusCode, body } = await client.request({ ...request, body: request.body ?? null });
        await body.dump();
        if (statusCode >= 200 && statusCode < 300) latencies.push(performance.now() - sent);
        else failed += 1;
      }
    } finally {
      await client.close();
    }
  };
  await Promise.all(Array.from({ length: options.connections }, connection));
  const seconds = (performance.now() - start) / 1_000;
  latencies.sort((a, b) => a - b);
  return {
    requests: latencies.length,
    failed,
    perSecond: latencies.length / seconds,
    p50Ms: quantile(latencies, 0.5),
    p99Ms: quantile(latencies, 0.99),
  };
}

/** A quantile of ascending values; NaN of none. */
export function quantile(sorted: readonly number[], q: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * q))] ?? Number.NaN;
}

export function median(values: readonly number[]): number {
  return quantile(
    [...values].sort((a, b) => a - b),
    0.5,
  );
}
