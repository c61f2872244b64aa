import { Secret, TOTP } from 'otpauth';

const SECRET_BYTES = 20;
/** Steps before and after the present one whose codes are taken: clocks of phones differ (RFC 6238 §5.2). */
const WINDOW = 1;
/** What authenticators know by the name alone: all of them take these (RFC 6238 §1.2). */
const SHAPE = { algorithm: 'SHA1', digits: 6, period: 30 } as const;
const ISSUER = 'Lethe';

/** Seconds for which a code may be taken at all. */
export const CODE_LIFETIME_S = SHAPE.period * (2 * WINDOW + 1);

/** A seed of 160 random bits (RFC 4226 §4, R6), in base32. */
export function newTotpSeed(): string {
  return new Secret({ size: SECRET_BYTES }).base32;
}

/** `otpauth://totp/…`, as authenticators read it from a picture. @param label whose it is, shown by the authenticator */
export function totpUri(seed: string, label: string): string {
  return totp(seed, label).toString();
}

/** The time step that a code of six digits belongs to; null: it is of none that is taken now. */
export function stepOfCode(seed: string, code: string, now: Date): number | null {
  const timestamp = now.getTime();
  const own = totp(seed);
  const delta = own.validate({ token: code, timestamp, window: WINDOW });
  return delta === null ? null : own.counter({ timestamp }) + delta;
}

/** The code that an authenticator shows at an instant; for tests and whoever signs in by a program. */
export function codeAt(seed: string, now: Date): string {
  return totp(seed).generate({ timestamp: now.getTime() });
}

function totp(seed: string, label = ''): TOTP {
  return new TOTP({ issuer: ISSUER, label, secret: Secret.fromBase32(seed), ...SHAPE });
}
