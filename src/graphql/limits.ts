/** Bytes of a body of whoever asks, and of a WebSocket message (ws would take 100 MiB). */
export const MAX_BODY_BYTES = 1024 * 1024;

/** Bytes of a file that sendMessage takes as data (in base64 a third more). */
export const MAX_MEDIA_BYTES = 5 * 1024 * 1024;

/** Bytes of a body over HTTP when it comes with a credential that is good: a file and what goes with it. */
export const MAX_KNOWN_BODY_BYTES = 8 * 1024 * 1024;

/** GraphiQL's introspection is a quarter of it. */
export const PARSE_OPTIONS = { maxTokens: 2_000 } as const;

/** Operations under way on one WebSocket; graphql-ws sets no bound. */
export const MAX_OPERATIONS_A_SOCKET = 100;

/** Parsed and validated documents kept for WebSockets; Apollo keeps its own. */
export const MAX_DOCUMENTS = 200;

/** Texts that are longer are worked out anew each time: what is kept of strangers' texts is bounded. */
export const MAX_KEPT_CHARACTERS = 10_000;
