import { z } from 'zod';
import type { ApiKeyPrincipal } from '../../auth/principal.js';
import type { Core } from '../../events/core.js';
import { LetheError } from '../../lib/errors.js';
import type { MediaServices } from '../../media/mediaServices.js';
import type { Directory } from '../../projections/directory.js';
import type { NumberRow } from '../../projections/rows.js';
import type { ConversationReader } from '../../reading/conversations.js';
import type { MessageReader } from '../../reading/messages.js';
import { HttpError, numberNotFound, type HttpErrorCode } from '../httpError.js';
import { parse } from './parse.js';

/** What endpoints work with. */
export interface RestServices {
  readonly core: Core;
  readonly directory: Directory;
  readonly messages: MessageReader;
  readonly conversations: ConversationReader;
  readonly media: MediaServices;
}

/**
 * Whose an endpoint is. `NUMBER`: the key's number, or the one that an account key names by header.
 * `NAMED_NUMBER`: the number in the address. `ACCOUNT`: for account keys alone. `ANY`: shows each key what is its own.
 */
export type Scope = 'NUMBER' | 'NAMED_NUMBER' | 'ACCOUNT' | 'ANY';

/** A request behind authentication, nothing of it parsed yet. */
export interface Asked {
  readonly principal: ApiKeyPrincipal;
  /** `x-whatsapp-number-id`. */
  readonly numberHeader: string | undefined;
  readonly params: { readonly id?: string };
  readonly query: unknown;
  readonly body: unknown;
}

interface Documented<Query, Body, Answer> {
  readonly method: 'GET' | 'PATCH';
  /** With parameters as OpenAPI writes them: `{id}`. */
  readonly path: `/v1/${string}`;
  readonly operationId: string;
  readonly summary: string;
  readonly description?: string;
  readonly query?: z.ZodType<Query>;
  readonly body?: z.ZodType<Body>;
  readonly answer: z.ZodType<Answer>;
  /** Codes beside those that follow from scope, query and body. */
  readonly errors?: readonly HttpErrorCode[];
}

/** One line of the table that routes and the OpenAPI document are made from. */
export interface Endpoint extends Documented<unknown, unknown, unknown> {
  readonly scope: Scope;
  /** @throws HttpError, LetheError */
  run(services: RestServices, asked: Asked): Promise<unknown>;
}

export interface Call<Query, Body> {
  readonly services: RestServices;
  readonly principal: ApiKeyPrincipal;
  readonly query: Query;
  readonly body: Body;
}

export function accountEndpoint<Query, Body, Answer>(
  endpoint: Documented<Query, Body, Answer> & {
    readonly scope: 'ACCOUNT' | 'ANY';
    handle(call: Call<Query, Body>): Promise<Answer>;
  },
): Endpoint {
  return {
    ...endpoint,
    run: async (services, asked) => {
      if (endpoint.scope === 'ACCOUNT' && asked.principal.number !== null) throw numberScope();
      return endpoint.handle(callOf(endpoint, services, asked));
    },
  };
}

export function numberEndpoint<Query, Body, Answer>(
  endpoint: Documented<Query, Body, Answer> & {
    readonly scope: 'NUMBER' | 'NAMED_NUMBER';
    handle(call: Call<Query, Body> & { readonly number: NumberRow }): Promise<Answer>;
  },
): Endpoint {
  return {
    ...endpoint,
    run: async (services, asked) => {
      const { account, number: bound } = asked.principal;
      const id = endpoint.scope === 'NUMBER' ? (bound ?? asked.numberHeader ?? '') : (asked.params.id ?? '');
      if (endpoint.scope === 'NUMBER' && id === '') throw tenantScope();
      // To a key of another number this one does not exist (contracts/rest-v1.md: "what lies outside the key's scope").
      const number = bound !== null && bound !== id ? null : await services.directory.number(account, id);
      if (!number) throw numberNotFound();
      return orNumberNotFound(endpoint.handle({ ...callOf(endpoint, services, asked), number }));
    },
  };
}

function callOf<Query, Body>(
  endpoint: Pick<Documented<Query, Body, unknown>, 'query' | 'body'>,
  services: RestServices,
  asked: Asked,
): Call<Query, Body> {
  const { principal } = asked;
  // An endpoint without a schema has declared that it takes nothing of the kind.
  const query = parse<Query>(endpoint.query ?? (z.unknown() as unknown as z.ZodType<Query>), asked.query);
  const body = parse<Body>(endpoint.body ?? (z.unknown() as unknown as z.ZodType<Body>), asked.body);
  return { services, principal, query, body };
}

/** The number was there a moment ago: it was removed meanwhile. */
async function orNumberNotFound<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    throw error instanceof LetheError && error.code === 'NOT_FOUND' ? numberNotFound() : error;
  }
}

function tenantScope(): HttpError {
  const message = 'An account’s key names the number by the header x-whatsapp-number-id.';
  return new HttpError('TENANT_SCOPE_NOT_ALLOWED', message);
}

function numberScope(): HttpError {
  return new HttpError('NUMBER_SCOPE_NOT_ALLOWED', 'This needs a key of the account, not one of a number.');
}
