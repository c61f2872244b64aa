import { timingSafeEqual } from 'node:crypto';
import { SECOND_MS } from '../lib/clock.js';
import type { Core } from '../events/core.js';
import { BLIND_INDEX } from '../events/keyRing.js';
import { hmac, open, seal } from '../events/masterKey.js';
import type { Directory } from '../projections/directory.js';

/** Makes and reads the tokens of one kind of links; one of another kind is none. */
export interface LinkKind {
  /** A token that names what it is for, and cannot be changed. */
  sign(account: string, id: string, ms: number): Promise<string>;
  /** Null for what we did not make, or no longer honour. */
  verify(token: string): Promise<{ readonly account: string; readonly id: string } | null>;
  /** A token that carries what it is for, and tells nobody. */
  seal(link: { readonly account: string }, ms: number): Promise<string>;
  /** What opens was made by {@link seal}: its form needs no further check. */
  open<T extends { readonly account: string }>(token: string): Promise<T | null>;
}

const PART = /^[A-Za-z0-9_-]{1,128}$/;
const MAX_TOKEN_LENGTH = 8_192;
const IV_BYTES = 12;
const TAG_BYTES = 16;

/** @param signing, sealing what the keys are for: each purpose has one of its own */
export function createLinkKind(
  { keyRing, clock }: Core,
  directory: Pick<Directory, 'account'>,
  signing: string,
  sealing: string,
): LinkKind {
  // Asking for the key of an account that is not there would make one.
  const isAccount = async (account: string): Promise<boolean> =>
    PART.test(account) && (await directory.account(account)) !== null;
  const keyOf = async (account: string, purpose: string): Promise<Buffer> => {
    const { secret } = await keyRing.current(account, 'account', BLIND_INDEX);
    return hmac(secret, purpose);
  };
  const signatureOf = async (account: string, text: string): Promise<string> =>
    hmac(await keyOf(account, signing), text).toString('base64url');

  return {
    sign: async (account, id, ms) => {
      const seconds = Math.ceil((clock().getTime() + ms) / SECOND_MS);
      const text = `${seconds.toString(36)}.${account}.${id}`;
      return `${text}.${await signatureOf(account, text)}`;
    },
    verify: async (token) => {
      const parts = token.length <= MAX_TOKEN_LENGTH ? token.split('.') : [];
      const [expiry = '', account = '', id = '', signature = '', ...more] = parts;
      if (more.length > 0 || !PART.test(id) || !(await isAccount(account))) return null;
      if (!isSame(signature, await signatureOf(account, `${expiry}.${account}.${id}`))) return null;
      return parseInt(expiry, 36) * SECOND_MS < clock().getTime() ? null : { account, id };
    },
    seal: async ({ account, ...link }, ms) => {
      const plain = Buffer.from(JSON.stringify({ ...link, until: clock().getTime() + ms }));
      const { iv, box, tag } = seal(await keyOf(account, sealing), plain, account);
      return `${account}.${Buffer.concat([iv, tag, box]).toString('base64url')}`;
    },
    open: async <T extends { readonly account: string }>(token: string): Promise<T | null> => {
      const [account = '', text = '', ...more] = token.length <= MAX_TOKEN_LENGTH ? token.split('.') : [];
      if (more.length > 0 || !(await isAccount(account))) return null;
      const bytes = Buffer.from(text, 'base64url');
      if (bytes.length < IV_BYTES + TAG_BYTES) return null;
      const sealed = {
        iv: bytes.subarray(0, IV_BYTES),
        tag: bytes.subarray(IV_BYTES, IV_BYTES + TAG_BYTES),
        box: bytes.subarray(IV_BYTES + TAG_BYTES),
      };
      const key = await keyOf(account, sealing);
      try {
        const { until, ...link } = JSON.parse(open(key, sealed, account).toString('utf8')) as Omit<
          T,
          'account'
        > & { readonly until: number };
        return until < clock().getTime() ? null : ({ account, ...link } as unknown as T);
      } catch {
        return null;
      }
    },
  };
}

function isSame(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a), Buffer.from(b)];
  return left.length === right.length && timingSafeEqual(left, right);
}
