import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { Counts, Meter, Timings } from '../lib/meter.js';

/** One value that is looked up when somebody asks. */
export interface Reading {
  readonly labels?: Readonly<Record<string, string>>;
  readonly value: number;
}

export interface GaugeSpec {
  readonly name: string;
  readonly help: string;
  readonly labels?: readonly string[];
  /** What it throws leaves the gauge without a value. */
  readonly read: () => Promise<readonly Reading[]> | readonly Reading[];
}

export interface Metrics extends Meter {
  addGauge(spec: GaugeSpec): void;
  /** All of them in Prometheus' text format. */
  text(): Promise<string>;
  readonly contentType: string;
}

const COUNTS: Readonly<Record<keyof Counts, readonly [help: string, labels: readonly string[]]>> = {
  http_requests_total: ['Requests that were answered.', ['surface', 'method', 'route', 'status']],
  ingest_events_total: ['Events of verified webhooks, by what became of them.', ['outcome']],
  webhook_attempts_total: ['Tries of webhook deliveries.', ['outcome']],
  sends_total: ['Sends that the provider was asked for.', ['outcome']],
};
const TIMINGS: Readonly<Record<keyof Timings, readonly [help: string, labels: readonly string[]]>> = {
  http_request_duration_seconds: ['Time until a request was answered.', ['surface', 'route']],
  webhook_attempt_duration_seconds: ['Time of a try of a delivery.', ['outcome']],
};
const SECONDS = [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 15];
const PREFIX = 'lethe_';

/** Prometheus' own client behind our meter, with the process's usual values. */
export function createMetrics(): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const registers = [registry];
  const counters = new Map(
    Object.entries(COUNTS).map(([name, [help, labels]]) => [
      name,
      new Counter({ name: PREFIX + name, help, labelNames: [...labels], registers }),
    ]),
  );
  const timers = new Map(
    Object.entries(TIMINGS).map(([name, [help, labels]]) => [
      name,
      new Histogram({ name: PREFIX + name, help, labelNames: [...labels], buckets: SECONDS, registers }),
    ]),
  );
  return {
    count: (name, labels, by = 1) => {
      counters.get(name)?.inc(labels, by);
    },
    time: (name, labels, seconds) => {
      timers.get(name)?.observe(labels, seconds);
    },
    addGauge: ({ name, help, labels = [], read }) => {
      const gauge = new Gauge({
        name: PREFIX + name,
        help,
        labelNames: [...labels],
        registers,
        collect: async () => {
          gauge.reset();
          try {
            for (const { labels: of = {}, value } of await read()) gauge.set(of, value);
          } catch {
            // The database is away, say: no value is better than a wrong one, and the others are told.
          }
        },
      });
    },
    text: () => registry.metrics(),
    contentType: registry.contentType,
  };
}
