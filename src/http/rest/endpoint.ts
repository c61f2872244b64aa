import { z } from 'zod';
import type { ApiKeyPrincipal } from '../../auth/principal.js';
import type { Core } from '../../events/core.js';
import { LetheError } from '../../lib/errors.js';
import type { MediaServices } from '../../media/mediaServices.js';
import type { Directory } from '../../projections/directory.js';
import type { NumberRow } from '../../projections/rows.js';
import type { CallReader } from '../../reading/calls.js';
import type { ConversationReader } from '../../reading/conversations.js';
import type { MessageReader } from '../../reading/messages.js';
import type { RecordingReader } from '../../reading/recordings.js';
import type { AddressRules } from '../../relay/webhooks/addresses.js';
import type { DeliveryEngine } from '../../relay/webhooks/engine.js';
import type { SendLogReader } from '../../reading/sendLog.js';
import { SendRefused } from '../../sending/sendRefused.js';
import type { Sending } from '../../sending/sending.js';
import { HttpError, numberNotFound, type HttpErrorCode } from '../httpError.js';
import { parse } from './parse.js';

/** What endpoints work with. */
export interface RestServices {
  readonly core: Core;
  readonly directory: Directory;
  readonly messages: MessageReader;
  readonly conversations: ConversationReader;
  readonly calls: CallReader;
  readonly recordings: RecordingReader;
  readonly media: MediaServices;
  readonly sendLog: SendLogReader;
  readonly sending: Sending;
  readonly rules: AddressRules;
  readonly deliveries: DeliveryEngine;
}

/**
 * Whose an endpoint is. `NUMBER`: the key's number, or the one that an account key names by header.
 * `NAMED_NUMBER`: the number in the address. `NUMBER_OR_ACCOUNT`: the same as `NUMBER`, but an account key that names
 * none means all of them. `ACCOUNT`: for account keys alone. `ANY`: shows each key what is its own.
 */
export type Scope = 'NUMBER' | 'NAMED_NUMBER' | 'NUMBER_OR_ACCOUNT' | 'ACCOUNT' | 'ANY';

/** A request behind authentication, nothing of it parsed yet. */
export interface Asked {
  readonly principal: ApiKeyPrincipal;
  /** By their names in lower case. */
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly params: { readonly id?: string };
  readonly query: unknown;
  readonly body: unknown;
  /** Adds a header to the answer. */
  setHeader(name: string, value: string): void;
}

/** Names of headers with what they say. */
export type Headers = Readonly<Record<string, string>>;

interface Documented<Query, Body, Answer> {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  /** With parameters as OpenAPI writes them: `{id}`. */
  readonly path: `/v1/${string}`;
  readonly operationId: string;
  readonly summary: string;
  readonly description?: string;
  readonly query?: z.ZodType<Query>;
  readonly body?: z.ZodType<Body>;
  readonly answer: z.ZodType<Answer>;
  /** Of the answer; 200 when it is left out. With 204 it has no body. */
  readonly status?: 200 | 201 | 202 | 204;
  /** Headers that it looks at, beside those that follow from the scope. */
  readonly requestHeaders?: Headers;
  /** Headers that its answer may carry. */
  readonly answerHeaders?: Headers;
  /** Codes beside those that follow from scope, query and body. */
  readonly errors?: readonly HttpErrorCode[];
}

/** One line of the table that routes and the OpenAPI document are made from. */
export interface Endpoint extends Documented<unknown, unknown, unknown> {
  readonly scope: Scope;
  /** @throws HttpError, LetheError */
  run(services: RestServices, asked: Asked): Promise<unknown>;
}

export interface Call<Query, Body> extends Pick<Asked, 'params' | 'headers' | 'setHeader'> {
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
      const id = endpoint.scope === 'NUMBER' ? namedNumber(asked) : (asked.params.id ?? '');
      if (id === null) throw tenantScope();
      const number = await numberInScope(services, asked, id);
      return orNumberNotFound(endpoint.handle({ ...callOf(endpoint, services, asked), number }));
    },
  };
}

/** For what tells of one number, or of all that the account has. */
export function numberOrAccountEndpoint<Query, Body, Answer>(
  endpoint: Documented<Query, Body, Answer> & {
    handle(call: Call<Query, Body> & { readonly number: NumberRow | null }): Promise<Answer>;
  },
): Endpoint {
  return {
    ...endpoint,
    scope: 'NUMBER_OR_ACCOUNT',
    run: async (services, asked) => {
      const id = namedNumber(asked);
      const number = id === null ? null : await numberInScope(services, asked, id);
      return orNumberNotFound(endpoint.handle({ ...callOf(endpoint, services, asked), number }));
    },
  };
}

/** The key's number, else the one that the header names, else null. */
function namedNumber({ principal, headers }: Asked): string | null {
  if (principal.number !== null) return principal.number;
  const { 'x-whatsapp-number-id': header } = headers;
  return typeof header === 'string' && header.trim() !== '' ? header.trim() : null;
}

/** To a key of another number this one does not exist (contracts/rest-v1.md: "what lies outside the key's scope"). */
async function numberInScope(
  { directory }: RestServices,
  { principal: { account, number: bound } }: Asked,
  id: string,
): Promise<NumberRow> {
  const number = bound !== null && bound !== id ? null : await directory.number(account, id);
  if (!number) throw numberNotFound();
  return number;
}

function callOf<Query, Body>(
  endpoint: Pick<Documented<Query, Body, unknown>, 'query' | 'body'>,
  services: RestServices,
  asked: Asked,
): Call<Query, Body> {
  const { principal, params, headers } = asked;
  // An endpoint without a schema has declared that it takes nothing of the kind.
  const query = parse<Query>(endpoint.query ?? (z.unknown() as unknown as z.ZodType<Query>), asked.query);
  const body = parse<Body>(endpoint.body ?? (z.unknown() as unknown as z.ZodType<Body>), asked.body);
  const setHeader = (name: string, value: string): void => {
    asked.setHeader(name, value);
  };
  return { services, principal, params, headers, query, body, setHeader };
}

/** The number was there a moment ago: it was removed meanwhile. */
async function orNumberNotFound<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    const isGone =
      error instanceof LetheError && error.code === 'NOT_FOUND' && !(error instanceof SendRefused);
    throw isGone ? numberNotFound() : error;
  }
}

/** An account’s key on what is a number’s, and no number is named. */
export function tenantScope(): HttpError {
  const message = 'An account’s key names the number by the header x-whatsapp-number-id.';
  return new HttpError('TENANT_SCOPE_NOT_ALLOWED', message);
}

function numberScope(): HttpError {
  return new HttpError('NUMBER_SCOPE_NOT_ALLOWED', 'This needs a key of the account, not one of a number.');
}
