import {
  ROOT_CONTEXT,
  SpanKind as OtelKind,
  SpanStatusCode,
  trace,
  type Context,
  type Link,
  type Span as OtelSpan,
  type SpanContext,
} from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { parseTraceParent } from '@opentelemetry/core';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { resourceFromAttributes } from '@opentelemetry/resources';
import {
  BatchSpanProcessor,
  NodeTracerProvider,
  ParentBasedSampler,
  TraceIdRatioBasedSampler,
} from '@opentelemetry/sdk-trace-node';
import { SECOND_MS } from '../lib/clock.js';
import { errorName } from '../lib/errors.js';
import type { Log } from '../lib/log.js';
import type { Attributes, OpenSpan, SpanKind, SpanOptions, Tracer } from '../lib/tracer.js';
import { within } from '../lib/within.js';
import { telling } from './tellingExporter.js';

export interface OtlpOptions {
  /** Where spans are posted, as JSON: `…/v1/traces`. */
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly serviceName: string;
  /** This process. */
  readonly instance: string;
  /** Of traces that begin here, 0 to 1. */
  readonly ratio: number;
  readonly log: Log;
}

export interface OtlpTracer extends Tracer {
  /** Sends what is left, within two seconds. */
  stop(): Promise<void>;
}

const EXPORT_WITHIN_MS = 5 * SECOND_MS;
const STOP_WITHIN_MS = 2 * SECOND_MS;
const INCOMING: ReadonlySet<SpanKind> = new Set(['http']);
const OUTGOING: ReadonlySet<SpanKind> = new Set(['delivery', 'send', 'chatwoot']);

/**
 * Traces by OpenTelemetry's own packages. Everything that is told is told by us: the ready-made instrumentations
 * record addresses, queries and error messages, all of which hold PII here. No resource detector either: they
 * record the command line and the host.
 */
export function createOtlpTracer(options: OtlpOptions): OtlpTracer {
  const { url, headers, serviceName, instance, ratio, log } = options;
  const exporter = new OTLPTraceExporter({ url, headers: { ...headers }, timeoutMillis: EXPORT_WITHIN_MS });
  const provider = new NodeTracerProvider({
    resource: resourceFromAttributes({
      'service.name': serviceName,
      'service.instance.id': instance,
    }),
    sampler: new ParentBasedSampler({ root: new TraceIdRatioBasedSampler(ratio) }),
    spanProcessors: [new BatchSpanProcessor(telling(exporter, log), { scheduledDelayMillis: SECOND_MS })],
  });
  const otel = provider.getTracer('lethe');
  const contexts = new AsyncLocalStorageContextManager().enable();
  const start = <Kind extends SpanKind>(
    kind: Kind,
    attributes: Attributes<Kind>,
    parent: Context,
    links: readonly Link[] = [],
  ): OtelSpan =>
    otel.startSpan(
      nameOf(kind, attributes),
      {
        kind: INCOMING.has(kind) ? OtelKind.SERVER : OUTGOING.has(kind) ? OtelKind.CLIENT : OtelKind.INTERNAL,
        attributes: { ...attributes },
        links: [...links],
      },
      parent,
    );

  return {
    run: async (kind, attributes, work, { isRoot = false, links = [] }: SpanOptions = {}) => {
      const parent = isRoot ? ROOT_CONTEXT : contexts.active();
      const found = links.map((link) => ({ context: link as SpanContext }));
      const span = opened(start(kind, attributes, parent, found), parent, contexts);
      try {
        return await span.within(() => work(span));
      } catch (error) {
        span.failed(error);
        throw error;
      } finally {
        span.end();
      }
    },
    open: (kind, attributes, remote) => {
      const told = remote && parseTraceParent(remote.traceparent);
      const parent = told ? trace.setSpanContext(ROOT_CONTEXT, { ...told, isRemote: true }) : ROOT_CONTEXT;
      return opened(start(kind, attributes, parent), parent, contexts);
    },
    link: () => trace.getSpanContext(contexts.active()) ?? null,
    stop: async () => {
      // What it fails with was told by the exporter.
      await within(
        STOP_WITHIN_MS,
        provider.shutdown().catch(() => undefined),
      );
      contexts.disable();
    },
  };
}

function opened(
  span: OtelSpan,
  parent: Context,
  contexts: AsyncLocalStorageContextManager,
): OpenSpan<SpanKind> {
  const own = trace.setSpan(parent, span);
  let isOver = false;
  return {
    tell: (attributes) => {
      span.setAttributes({ ...attributes });
    },
    failed: (error) => {
      span.setStatus({ code: SpanStatusCode.ERROR });
      if (error !== null) span.setAttribute('error.type', errorName(error));
    },
    within: (work) => contexts.with(own, work),
    end: () => {
      if (!isOver) span.end();
      isOver = true;
    },
  };
}

/** What a list of spans shows: of few values, as the conventions have it. */
function nameOf(
  kind: SpanKind,
  attributes: Readonly<Record<string, string | number | boolean | undefined>>,
): string {
  const told = (name: string): string => String(attributes[name] ?? '');
  switch (kind) {
    case 'http':
      return `${told('http.request.method')} ${told('http.route')}`;
    case 'graphql':
      return `${told('graphql.operation.type')} ${told('graphql.operation.name')}`;
    case 'job':
      return `job ${told('lethe.job')}`;
    case 'phase':
      return `phase ${told('lethe.phase')}`;
    case 'ingest':
    case 'append':
    case 'transaction':
    case 'delivery':
    case 'send':
    case 'chatwoot':
    case 'sweep':
      return kind;
  }
}
