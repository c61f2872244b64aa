/** Bytes of a body of whoever asks, and of a WebSocket message (ws would take 100 MiB). */
export const MAX_BODY_BYTES = 1024 * 1024;

/** Bytes of a file that sendMessage takes as data (in base64 a third more). */
export const MAX_MEDIA_BYTES = 5 * 1024 * 1024;

/** Bytes of a body over HTTP when it comes with a credential that is good: a file and what goes with it. */
export const MAX_KNOWN_BODY_BYTES = 8 * 1024 * 1024;

/** GraphiQL's introspection is a quarter of it. */
export const MAX_TOKENS = 2_000;

/** How an operation may look, all its fragments spread (docs/limits.md). */
export const MAX_SHAPE = {
  /** Levels of fields; the deepest that the schema gives a meaning to has ten. */
  DEPTH: 12,
  /** Levels of fields below `__schema` and `__type`; GraphiQL's own query has 14. */
  INTROSPECTION_DEPTH: 15,
  /** Fields and fragments that are selected; GraphiQL's own query has 250. */
  SELECTIONS: 500,
  ROOT_FIELDS: 20,
  ALIASES: 30,
  DIRECTIVES: 40,
  /** At one place: there are but `@skip` and `@include`. */
  DIRECTIVES_AT_ONCE: 3,
} as const;

/** Objects that an operation may ask for: 50 conversations with 50 messages each are 5,151. */
export const MAX_COST = 10_000;

/** Operations under way on one WebSocket, subscriptions included; graphql-ws sets no bound. */
export const MAX_OPERATIONS_A_SOCKET = 100;

/** WebSockets of one network address, and of one user or key. */
export const MAX_SOCKETS_AN_ADDRESS = 2_000;
export const MAX_SOCKETS_A_PRINCIPAL = 1_000;

/** Bytes that wait for a WebSocket's peer to take them; beyond that it is cut. */
export const MAX_UNSENT_BYTES = 16 * 1024 * 1024;

/** Parsed documents that are kept. */
export const MAX_DOCUMENTS = 500;

/** Texts that are longer are worked out anew each time: what is kept of strangers' texts is bounded. */
export const MAX_KEPT_CHARACTERS = 10_000;
