import { z } from 'zod';
import { InvalidInput } from '../../lib/errors.js';

/** Far above what the domain allows: its own rules give the better message. */
const text = z.string().max(1_000);
/** Forms send an empty field where JSON sends none. */
const optionalText = text.nullish().transform((value) => (value?.trim() ? value : null));

export const signInBody = z.object({ email: text, password: text, code: optionalText });
export const setupBody = z.object({ token: text, email: text, password: text, accountName: optionalText });
export const invitationBody = z.object({ token: text, password: text, name: optionalText });
export const forgotBody = z.object({ email: text });
export const changePasswordBody = z.object({ password: text, newPassword: text, code: optionalText });
export const resetBody = z.object({ token: text, password: text });
export const linkQuery = z.object({ token: text.catch('') });

/** Parses what was sent, once. @throws InvalidInput that names fields and never repeats values */
export function parseBody<T>(schema: z.ZodType<T>, body: unknown): T {
  const result = schema.safeParse(body);
  if (result.success) return result.data;
  throw new InvalidInput(
    result.error.issues.map(({ path }) => ({
      field: path.join('.'),
      code: 'INVALID',
      message: path.length > 0 ? `${path.join('.')} is missing or is no text.` : 'An object is expected.',
    })),
  );
}
