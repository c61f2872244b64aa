import { InvalidInput, type UserError } from '../lib/errors.js';

/**
 * A mutation's payload. What breaks a rule of the domain becomes `userErrors`: the commands decide before they
 * write, so nothing has changed then. Everything else is an error of the request.
 */
export async function payloadOf<T extends object>(
  work: () => Promise<T>,
): Promise<Partial<T> & { readonly userErrors: readonly UserError[] }> {
  try {
    return { ...(await work()), userErrors: [] };
  } catch (error) {
    if (error instanceof InvalidInput) return { userErrors: error.errors } as never;
    throw error;
  }
}
