import { GraphQLError, Kind, type GraphQLFormattedError } from 'graphql';
import { isDatabaseAway } from '../lib/databaseAway.js';
import { errorName, LetheError } from '../lib/errors.js';
import { MAX_SENT_DEPTH } from '../lib/jsonDepth.js';
import type { Log } from '../lib/log.js';
import { withoutValues } from './withoutValues.js';

/** Turns anything thrown into what may be shown. */
export type ShowError = (error: GraphQLError) => GraphQLFormattedError;

const INTERNAL = 'INTERNAL_SERVER_ERROR';
const SHOWN_FRAMES = 8;
/** Hints at names of a schema that whoever asks may not have been given (OWASP GraphQL cheat sheet). */
const HINT = / Did you mean [^?]*\?/g;

/**
 * The one boundary: refusals of ours are shown as they are, and mistakes in the query without the values that were
 * sent; anything else becomes an id in the answer, and the same id in the log with the error's class and frames.
 * Messages of such errors can quote what was sent (graphql-js quotes arguments), so they are neither shown nor logged.
 */
export function createShowError(log: Log, newErrorId: () => string): ShowError {
  return (error) => {
    const { locations, path } = error;
    const place = { ...(locations && { locations }), ...(path && { path }) };
    const cause = causeOf(error);
    if (cause instanceof LetheError) {
      return { message: cause.message, ...place, extensions: { ...cause.details, code: cause.code } };
    }
    const code = codeOf(error);
    if (code !== INTERNAL)
      return {
        message: withoutValues(error).replaceAll(HINT, ''),
        ...place,
        extensions: { ...shownOf(error), code },
      };

    const errorId = newErrorId();
    const isAway = isDatabaseAway(cause);
    log.error({ errorId, error: errorName(cause), frames: framesOf(cause) }, 'A GraphQL operation failed.');
    return isAway
      ? {
          message: 'The database cannot be reached.',
          ...place,
          extensions: { code: 'UPSTREAM_UNAVAILABLE', errorId },
        }
      : {
          message: `Something went wrong; the log has it as ${errorId}.`,
          ...place,
          extensions: { code: INTERNAL, errorId },
        };
  };
}

/** By Fastify's status. A form is what a page of another site could send, and refused with 400 as Apollo refuses those. */
const UNREADABLE: Readonly<Record<number, { readonly status: number; readonly message: string }>> = {
  400: {
    status: 400,
    message: `The body must be valid JSON, and not be nested too deeply: ${String(MAX_SENT_DEPTH)} levels at most.`,
  },
  413: { status: 413, message: 'The body is too large.' },
  415: { status: 400, message: 'Send the operation as application/json.' },
};

/** A body that no operation could be read from, in the shape that clients of GraphQL know; null: it is something else. */
export function unreadable(
  error: unknown,
): { readonly status: number; readonly error: GraphQLFormattedError } | null {
  const { statusCode } = error as { readonly statusCode?: unknown };
  const found = typeof statusCode === 'number' ? UNREADABLE[statusCode] : undefined;
  if (!found) return null;
  // Never its own message: a syntax error quotes the body.
  return {
    status: found.status,
    error: { message: found.message, extensions: { code: 'BAD_USER_INPUT' } },
  };
}

/** What was thrown in the first place. */
function causeOf(error: GraphQLError): unknown {
  let cause: unknown = error;
  while (cause instanceof GraphQLError && cause.originalError) cause = cause.originalError;
  return cause;
}

/** graphql-js' last word where more variables are wrong than it cares to list. */
const TOO_MANY_WRONG = 'Too many errors processing variables';

function codeOf({ extensions, nodes, message }: GraphQLError): string {
  if (typeof extensions['code'] === 'string') return extensions['code'];
  // A variable that is not of its type: Apollo says so over HTTP, graphql-js over WebSocket leaves it to us.
  const isOfVariable = nodes?.length === 1 && nodes[0]?.kind === Kind.VARIABLE_DEFINITION;
  return isOfVariable || message.startsWith(TOO_MANY_WRONG) ? 'BAD_USER_INPUT' : INTERNAL;
}

/** Apollo keeps the HTTP status, and outside of production stacks, in the extensions; neither is for clients. */
function shownOf({ extensions }: GraphQLError): Readonly<Record<string, unknown>> {
  const { http: _http, stacktrace: _stacktrace, ...shown } = extensions;
  return shown;
}

/** Where an error was thrown, without its message. */
function framesOf(error: unknown): readonly string[] {
  const lines = error instanceof Error ? (error.stack ?? '').split('\n') : [];
  return lines.filter((line) => /^ +at [^ ]/.test(line)).slice(0, SHOWN_FRAMES);
}
