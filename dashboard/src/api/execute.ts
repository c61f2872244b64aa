import type { TypedDocumentString } from '../generated/operations.js';
import { actingAccount } from './actingAccount.js';
import { asked, DOCUMENT_UNKNOWN, loadAgain } from './documents.js';
import { ApiError, InputRefused, type UserError } from './errors.js';
import { sentenceOf, translated } from './sentences.js';

interface Extensions {
  readonly code?: string;
  /** Says more than the code, as that of a send that was not taken. */
  readonly reason?: string;
}
interface Answer<Result> {
  readonly data?: Result | null;
  readonly errors?: readonly { readonly message: string; readonly extensions?: Extensions }[];
}

/**
 * Runs a query or a mutation with the session's cookie.
 * @throws ApiError with the code of the first error, or `NETWORK`
 */
export async function execute<Result, Variables>(
  document: TypedDocumentString<Result, Variables>,
  variables: Variables,
  signal?: AbortSignal,
): Promise<Result> {
  const account = actingAccount();
  const response = await fetch('/graphql', {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...(account !== null && { 'x-account-id': account }) },
    body: JSON.stringify({ ...asked(document), variables }),
    ...(signal && { signal }),
  }).catch(async (error: unknown) => {
    if (error instanceof DOMException && error.name === 'AbortError') throw error;
    throw new ApiError('NETWORK', await sentenceOf(['NETWORK'], 'The gateway could not be reached.'));
  });
  const answer = (await response.json().catch(() => ({}))) as Answer<Result>;
  const [error] = answer.errors ?? [];
  if (error) {
    const { code = 'INTERNAL_SERVER_ERROR', reason = code } = error.extensions ?? {};
    if (reason === DOCUMENT_UNKNOWN) loadAgain();
    throw new ApiError(code, await sentenceOf([reason, code], error.message));
  }
  if (!answer.data) throw new ApiError('NETWORK', `The gateway answered with ${String(response.status)}.`);
  return answer.data;
}

interface Payload {
  readonly userErrors: readonly UserError[];
}

/**
 * Runs a mutation of one field by its input, and gives the field's payload.
 * @throws InputRefused when it has `userErrors`; ApiError
 */
export async function mutate<Result extends Record<keyof Result, Payload>, Input>(
  document: TypedDocumentString<Result, { input: Input }>,
  input: Input,
): Promise<Result[keyof Result]> {
  const data = await execute(document, { input });
  const [payload] = Object.values(data as Readonly<Record<string, unknown>>) as Result[keyof Result][];
  if (!payload) throw new ApiError('INTERNAL_SERVER_ERROR', 'The answer is empty.');
  if (payload.userErrors.length > 0) throw new InputRefused(await translated(payload.userErrors));
  return payload;
}
