import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface ReceivedSpan {
  readonly name: string;
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly kind: number;
  readonly attributes: Readonly<Record<string, unknown>>;
  readonly links: readonly { readonly traceId: string; readonly spanId: string }[];
  readonly isError: boolean;
}

/** A server that takes OTLP over HTTP in JSON, as a collector does (opentelemetry-proto, `ExportTraceServiceRequest`). */
export interface OtlpReceiver {
  readonly url: string;
  readonly spans: readonly ReceivedSpan[];
  /** The resources' attributes, of each request. */
  readonly resources: readonly Readonly<Record<string, unknown>>[];
  /** Every byte that came, headers included. */
  text(): string;
  /** What requests are answered with from now on. */
  answer(status: number): void;
  stop(): Promise<void>;
}

interface OtlpValue {
  readonly stringValue?: string;
  readonly intValue?: number | string;
  readonly boolValue?: boolean;
  readonly doubleValue?: number;
}
type OtlpAttributes = readonly { readonly key: string; readonly value: OtlpValue }[];
interface OtlpSpan extends Omit<ReceivedSpan, 'attributes' | 'links' | 'isError'> {
  readonly attributes?: OtlpAttributes;
  readonly links?: ReceivedSpan['links'];
  readonly status?: { readonly code?: number };
}
interface OtlpRequest {
  readonly resourceSpans: readonly {
    readonly resource: { readonly attributes: OtlpAttributes };
    readonly scopeSpans: readonly { readonly spans: readonly OtlpSpan[] }[];
  }[];
}

const STATUS_ERROR = 2;

export async function startOtlpReceiver(): Promise<OtlpReceiver> {
  const spans: ReceivedSpan[] = [];
  const resources: Readonly<Record<string, unknown>>[] = [];
  const texts: string[] = [];
  let status = 200;
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const body = Buffer.concat(chunks).toString('utf8');
      texts.push(`${request.url ?? ''}\n${JSON.stringify(request.headers)}\n${body}`);
      if (status === 200 && request.url === '/v1/traces')
        for (const { resource, scopeSpans } of (JSON.parse(body) as OtlpRequest).resourceSpans) {
          resources.push(plain(resource.attributes));
          for (const scope of scopeSpans) spans.push(...scope.spans.map(read));
        }
      response.writeHead(status, { 'content-type': 'application/json' }).end('{}');
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`,
    spans,
    resources,
    text: () => texts.join('\n'),
    answer: (given) => {
      status = given;
    },
    stop: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function read({ attributes = [], links = [], status, ...span }: OtlpSpan): ReceivedSpan {
  return { ...span, attributes: plain(attributes), links, isError: status?.code === STATUS_ERROR };
}

function plain(attributes: OtlpAttributes): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    attributes.map(({ key, value }) => [
      key,
      value.stringValue ??
        value.boolValue ??
        value.doubleValue ??
        (value.intValue === undefined ? undefined : Number(value.intValue)),
    ]),
  );
}
