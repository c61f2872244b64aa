/** Bytes of a request's body, and of a WebSocket message (ws would take 100 MiB). */
export const MAX_BODY_BYTES = 1024 * 1024;

/** GraphiQL's introspection is a quarter of it. */
export const PARSE_OPTIONS = { maxTokens: 2_000 } as const;

/** Operations under way on one WebSocket; graphql-ws sets no bound. */
export const MAX_OPERATIONS_A_SOCKET = 100;

/** Parsed and validated documents kept for WebSockets; Apollo keeps its own. */
export const MAX_DOCUMENTS = 200;

/** Texts that are longer are worked out anew each time: what is kept of strangers' texts is bounded. */
export const MAX_KEPT_CHARACTERS = 10_000;
