import { ApiError, InputRefused, type UserError } from './errors.js';
import { sentenceOf, translated } from './sentences.js';

interface Refusal {
  readonly error?: string;
  readonly code?: string;
  readonly issues?: readonly { readonly path: string; readonly message: string; readonly code: string }[];
}

/** Posts JSON to a route of signing in. @throws InputRefused, ApiError */
export async function postAuth(path: string, body: Readonly<Record<string, unknown>>): Promise<void> {
  const response = await fetch(path, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  }).catch(async () => {
    throw new ApiError('NETWORK', await sentenceOf(['NETWORK'], 'The gateway could not be reached.'));
  });
  if (response.ok) return;
  const { error = '', code = 'NETWORK', issues } = (await response.json().catch(() => ({}))) as Refusal;
  if (issues) {
    const errors: UserError[] = issues.map(({ path: field, ...issue }) => ({ field, ...issue }));
    throw new InputRefused(await translated(errors));
  }
  // Nobody is signed in here anyway: it is about what was entered.
  const told = code === 'UNAUTHENTICATED' ? 'SIGN_IN_REFUSED' : code;
  throw new ApiError(code, await sentenceOf([told], error));
}
