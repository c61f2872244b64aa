import { hash, verify, type Options } from '@node-rs/argon2';
import type { UserError } from '../lib/errors.js';

export const MIN_PASSWORD_LENGTH = 12;
/** Bounds the work that one request can cause. */
export const MAX_PASSWORD_LENGTH = 256;

/** Argon2id (the package's default algorithm) with OWASP's first choice: 19 MiB, 2 passes, 1 lane. */
const COST: Options = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };

/** The hash of a password nobody knows, of the same cost: an unknown user takes as long as a wrong password. */
const NOBODY =
  '$argon2id$v=19$m=19456,t=2,p=1$9LExdkX29G/evoEL7b8wfA$zskU92AckoefZxKdeDyQE0PiJqAJDnxK4IrTK7ApBC8';

/** Length is what counts (NIST SP 800-63B §5.1.1.2): no rules on kinds of characters. */
export function passwordErrors(field: string, password: string): readonly UserError[] {
  const { length } = password;
  if (length >= MIN_PASSWORD_LENGTH && length <= MAX_PASSWORD_LENGTH) return [];
  const message = `A password has ${String(MIN_PASSWORD_LENGTH)} to ${String(MAX_PASSWORD_LENGTH)} characters.`;
  return [{ field, code: 'PASSWORD_LENGTH', message }];
}

/** The password's Argon2id hash in PHC form, salted anew at each call. */
export function hashPassword(password: string): Promise<string> {
  return hash(password.normalize('NFC'), COST);
}

/**
 * Whether the password is the one of the hash; with no hash it is not, after the same time.
 * @param passwordHash null: there is no such user, or no password was set yet
 */
export async function verifyPassword(passwordHash: string | null, password: string): Promise<boolean> {
  // What nobody could have set is not worth hashing, whoever the user is.
  if (password.length > MAX_PASSWORD_LENGTH) return false;
  const isRight = await verify(passwordHash ?? NOBODY, password.normalize('NFC'));
  return isRight && passwordHash !== null;
}
