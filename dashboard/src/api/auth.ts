import { ApiError, InputRefused, type UserError } from './errors.js';

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
  }).catch(() => {
    throw new ApiError('NETWORK', 'The gateway could not be reached.');
  });
  if (response.ok) return;
  const { error = '', code = 'NETWORK', issues } = (await response.json().catch(() => ({}))) as Refusal;
  if (issues) {
    const errors: UserError[] = issues.map(({ path: field, ...issue }) => ({ field, ...issue }));
    throw new InputRefused(errors);
  }
  throw new ApiError(code, error);
}
