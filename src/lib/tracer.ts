/** What is traced, with what each span may tell. Ids of ours, counts, codes and patterns: never what somebody sent. */
export interface SpanKinds {
  /** A request that is answered. `http.route` is the pattern, never the address. */
  http: 'http.request.method' | 'http.route' | 'http.response.status_code';
  /** An operation of a GraphQL document. Its name is its author's: {@link nameToTell}. */
  graphql: 'graphql.operation.type' | 'graphql.operation.name';
  /** What a provider's webhook brought. */
  ingest: 'lethe.channel' | 'lethe.account' | 'lethe.number' | 'lethe.events';
  /** Appending to streams, until it is durable. */
  append: 'lethe.account' | 'lethe.stream' | 'lethe.commits' | 'lethe.replay';
  /** The transaction that several appends share. */
  transaction: 'lethe.units';
  /** One try of a webhook delivery. */
  delivery:
    | 'lethe.account'
    | 'lethe.webhook'
    | 'lethe.delivery'
    | 'lethe.event'
    | 'lethe.try'
    | 'lethe.outcome'
    | 'http.response.status_code';
  /** One try of a send; `lethe.inline`: inside of the request that asks for it. */
  send: 'lethe.account' | 'lethe.number' | 'lethe.send' | 'lethe.inline' | 'lethe.outcome';
  /** One try of telling Chatwoot. */
  chatwoot: 'lethe.account' | 'lethe.number' | 'lethe.outcome';
  job: 'lethe.job';
  sweep: 'lethe.account' | 'lethe.sweep';
  /** A part of a sweep. */
  phase: 'lethe.phase';
}

export type SpanKind = keyof SpanKinds;
export type Attributes<Kind extends SpanKind> = Readonly<
  Partial<Record<SpanKinds[Kind], string | number | boolean>>
>;

/** Where a span came from, for spans that follow it without belonging to it. */
export type SpanLink = object;

export interface SpanOptions {
  /** Belongs to nothing that is under way: for work that was only set off by whatever runs at the moment. */
  readonly isRoot?: boolean;
  /** What it was done for. */
  readonly links?: readonly SpanLink[];
}

/** A span that is under way. */
export interface Span<Kind extends SpanKind> {
  tell(attributes: Attributes<Kind>): void;
  /** Notes an error by its class alone: messages can quote what was sent. */
  failed(error: unknown): void;
}

/** One that ends where it did not begin. */
export interface OpenSpan<Kind extends SpanKind> extends Span<Kind> {
  /** Calls `work` so that spans which begin in it, and in what it sets off, belong to this one. */
  within<T>(work: () => T): T;
  /** The first call counts. */
  end(): void;
}

/**
 * Where the product tells what took how long, and for what. The composition root passes one that exports, or none:
 * then everything here costs a call.
 */
export interface Tracer {
  /** Does some work in a span, which ends with it, and fails when it throws. */
  run<Kind extends SpanKind, T>(
    kind: Kind,
    attributes: Attributes<Kind>,
    work: (span: Span<Kind>) => Promise<T>,
    options?: SpanOptions,
  ): Promise<T>;
  open<Kind extends SpanKind>(
    kind: Kind,
    attributes: Attributes<Kind>,
    parent?: RemoteParent,
  ): OpenSpan<Kind>;
  /** The span of the moment; null: there is none, or nothing is traced. */
  link(): SpanLink | null;
}

/** A `traceparent` header (W3C Trace Context) of somebody who is believed. */
export interface RemoteParent {
  readonly traceparent: string;
}

const nothing = (): void => undefined;
const NO_SPAN: OpenSpan<never> = { tell: nothing, failed: nothing, within: (work) => work(), end: nothing };

export const noTracer: Tracer = {
  run: (_kind, _attributes, work) => work(NO_SPAN),
  open: () => NO_SPAN,
  link: () => null,
};

const TELLING = /^(?!.*\d{4})[A-Za-z_][A-Za-z0-9_]{0,63}$/;

/**
 * A name that whoever sends a document has chosen: one that could be somebody's number, or a text, is not told.
 * @param name of an operation; null: it has none
 */
export function nameToTell(name: string | null | undefined): string {
  if (name === null || name === undefined) return 'unnamed';
  return TELLING.test(name) ? name : 'other';
}
