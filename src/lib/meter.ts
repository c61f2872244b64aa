/** What is counted, with the labels that each has; names of Prometheus' kind, `lethe_` goes before. */
export interface Counts {
  /** Requests that were answered. `route` is the pattern, never the address. */
  http_requests_total: 'surface' | 'method' | 'route' | 'status';
  /** Events of verified webhooks, by what became of them. */
  ingest_events_total: 'outcome';
  /** Tries of webhook deliveries. */
  webhook_attempts_total: 'outcome';
  /** Sends that the provider was asked for. */
  sends_total: 'outcome';
}

/** What is timed. */
export interface Timings {
  http_request_duration_seconds: 'surface' | 'route';
  webhook_attempt_duration_seconds: 'outcome';
}

/**
 * Where the product counts what it does. Labels come from closed sets: never an id, never what somebody sent.
 * The composition root passes one that Prometheus can read, or none.
 */
export interface Meter {
  count<Name extends keyof Counts>(
    name: Name,
    labels: Readonly<Record<Counts[Name], string>>,
    by?: number,
  ): void;
  /** @param seconds how long it took */
  time<Name extends keyof Timings>(
    name: Name,
    labels: Readonly<Record<Timings[Name], string>>,
    seconds: number,
  ): void;
}

export const noMeter: Meter = { count: () => undefined, time: () => undefined };
