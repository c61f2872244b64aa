import { randomUUID } from 'node:crypto';
import type { Log } from '../lib/log.js';
import type { OtlpTracer } from './otlpTracer.js';

/** The settings of `OTEL_…`. */
export interface TracingSettings {
  readonly endpoint: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly serviceName: string;
  readonly ratio: number;
}

/** @param settings null: there is no tracer, and none of its packages is loaded */
export async function openTracer(settings: TracingSettings | null, log: Log): Promise<OtlpTracer | null> {
  if (!settings) return null;
  const { createOtlpTracer } = await import('./otlpTracer.js');
  const { endpoint, headers, serviceName, ratio } = settings;
  return createOtlpTracer({
    url: `${endpoint}/v1/traces`,
    headers,
    serviceName,
    instance: randomUUID(),
    ratio,
    log,
  });
}
