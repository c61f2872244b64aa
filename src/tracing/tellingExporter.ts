import { ExportResultCode } from '@opentelemetry/core';
import type { SpanExporter } from '@opentelemetry/sdk-trace-node';
import { MINUTE_MS } from '../lib/clock.js';
import { errorName } from '../lib/errors.js';
import type { Log } from '../lib/log.js';

/** Says in the log, at most once a minute, that spans are lost: the packages are silent about it. */
export function telling(exporter: SpanExporter, log: Log): SpanExporter {
  let warnedAt = -Infinity;
  let lost = 0;
  const warn = (count: number, error: unknown): void => {
    lost += count;
    if (performance.now() - warnedAt < MINUTE_MS) return;
    warnedAt = performance.now();
    // Of the receiver's answer nothing is logged, and neither is its address, which may hold a key.
    log.warn({ lost, reason: errorName(error) }, 'Traces could not be handed over and are lost.');
    lost = 0;
  };
  return {
    export: (spans, done) => {
      exporter.export(spans, (result) => {
        if (result.code !== ExportResultCode.SUCCESS) warn(spans.length, result.error);
        done(result);
      });
    },
    shutdown: () => exporter.shutdown(),
    forceFlush: () => exporter.forceFlush?.() ?? Promise.resolve(),
  };
}
