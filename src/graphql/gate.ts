import type { FastifyReply, FastifyRequest } from 'fastify';
import { GraphQLError } from 'graphql';
import { LetheError } from '../lib/errors.js';
import type { GraphqlContext } from './context.js';
import { assertCost, type Documents } from './documents.js';
import { assertNoSession, type PersistedDocuments } from './persistedDocuments.js';

/** What a request asks, as Apollo will read it. */
export interface AskedText {
  readonly query: string;
  readonly operationName: string | null;
  readonly variables: Readonly<Record<string, unknown>> | null;
}

/** Gives the answer's text when a request goes no further; null: it may be executed, or Apollo tells what is wrong. */
export type Gate = (request: FastifyRequest, reply: FastifyReply) => Promise<string | null>;

export interface GateDeps {
  readonly documents: Documents;
  readonly persisted: PersistedDocuments;
  readonly contextOf: (request: FastifyRequest) => Promise<GraphqlContext>;
  /** Whether strangers may ask for the schema as well. */
  readonly openIntrospection: boolean;
}

/** As GraphQL over HTTP has it for requests that are not executed. */
const STATUSES: Readonly<Partial<Record<LetheError['code'], number>>> = {
  UNAUTHENTICATED: 401,
  FORBIDDEN: 403,
  RATE_LIMITED: 429,
};

/**
 * Refuses what is too complex, and strangers' introspection, before Apollo validates: some texts of a kilobyte keep
 * validation, not only execution, busy for minutes.
 */
export function createGate({ documents, persisted, contextOf, openIntrospection }: GateDeps): Gate {
  const assertAllowed = async (request: FastifyRequest): Promise<void> => {
    const isPersisted = putText(request, persisted);
    const asked = askedOf(request);
    if (!asked) return;
    if (persisted.isRequired && !isPersisted) assertNoSession((await contextOf(request)).principal);
    const known = documents.read(asked.query);
    assertCost(known, asked.operationName, asked.variables);
    if (!known.introspects || openIntrospection) return;
    const { principal, refusal } = await contextOf(request);
    if (!principal) throw refusal ?? new LetheError('UNAUTHENTICATED', 'Sign in to ask for the schema.');
  };

  return async (request, reply) => {
    try {
      await assertAllowed(request);
      return null;
    } catch (error) {
      // A text that cannot be parsed: Apollo says so.
      if (error instanceof GraphQLError) return null;
      if (!(error instanceof LetheError)) throw error;
      void reply.code(STATUSES[error.code] ?? 400).type(`${mediaTypeOf(request)}; charset=utf-8`);
      const { message, code, details } = error;
      return JSON.stringify({ errors: [{ message, extensions: { ...details, code } }] });
    }
  };
}

/** Puts the text of a persisted document into the body, for all who read it after us. @returns whether there is one */
function putText(request: FastifyRequest, persisted: PersistedDocuments): boolean {
  const { query, documentId, ...rest } = sentAsBody(request);
  const text = persisted.textOf({ query, documentId });
  if (text === null) return false;
  request.body = { ...rest, query: text };
  return true;
}

function askedOf(request: FastifyRequest): AskedText | null {
  const address = addressOf(request);
  const { query, operationName, variables } =
    request.method === 'GET' ? sentByAddress(address) : sentAsBody(request);
  if (typeof query !== 'string') return null;
  return {
    query,
    operationName: typeof operationName === 'string' ? operationName : null,
    variables: isObject(variables) ? variables : null,
  };
}

/** As Apollo's adapter makes it of every request; it fails on a malformed `Host`. */
function addressOf({ url, protocol, hostname }: FastifyRequest): URL {
  try {
    return new URL(url, `${protocol}://${hostname}/`);
  } catch {
    throw new LetheError('BAD_USER_INPUT', 'The address of the request is malformed.');
  }
}

function sentAsBody({ body }: FastifyRequest): Readonly<Record<string, unknown>> {
  return isObject(body) ? body : {};
}

/** Read by the same means as Apollo does: a second opinion on what is asked would be a way around. */
function sentByAddress({ searchParams: sent }: URL): Readonly<Record<string, unknown>> {
  const variables = sent.get('variables');
  return {
    query: sent.get('query'),
    operationName: sent.get('operationName'),
    variables: variables === null ? null : parsed(variables),
  };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function mediaTypeOf({ headers }: FastifyRequest): string {
  const isNew = headers.accept?.includes('application/graphql-response+json') ?? false;
  return isNew ? 'application/graphql-response+json' : 'application/json';
}
