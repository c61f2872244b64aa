import { timingSafeEqual } from 'node:crypto';
import { DAY_MS, MINUTE_MS, SECOND_MS } from '../lib/clock.js';
import type { InboundMedia } from '../channels/inbound.js';
import type { Core } from '../events/core.js';
import { BLIND_INDEX } from '../events/keyRing.js';
import { hmac, open, seal } from '../events/masterKey.js';
import type { Directory } from '../projections/directory.js';

/** How long a link to a stored file works: long enough to be followed, too short to be kept. */
export const LINK_MS = 15 * MINUTE_MS;
/** The provider's ids from webhooks live so long; a file that nobody stores is there no longer (contracts: "Media"). */
const RELAY_MS = 7 * DAY_MS;

/** Whose file a link is for. The message is asked for again, through the gate, when it is followed. */
export interface StoredLink {
  readonly account: string;
  readonly message: string;
}

/** What a link to a file that is not stored carries, sealed: nobody keeps it but the one who has the link. PII. */
export interface RelayedLink {
  readonly account: string;
  readonly number: string;
  readonly media: Pick<InboundMedia, 'providerMediaId' | 'mimeType' | 'fileName' | 'sha256'>;
  /** The content's type, such as `image`. */
  readonly kind: string;
}

/** Makes and reads the addresses of files; they need no other credentials, and give away nothing. */
export interface MediaLinks {
  toStored(link: StoredLink): Promise<string>;
  toRelayed(link: RelayedLink, isStoring: boolean): Promise<string>;
  /** Null for what we did not make, or no longer honour. */
  readStored(token: string): Promise<StoredLink | null>;
  readRelayed(token: string): Promise<RelayedLink | null>;
}

const PART = /^[A-Za-z0-9_-]{1,128}$/;
const MAX_TOKEN_LENGTH = 8_192;
const IV_BYTES = 12;
const TAG_BYTES = 16;

/** @param publicUrl where clients reach us, without a trailing slash */
export function createMediaLinks(
  { keyRing, clock }: Core,
  directory: Pick<Directory, 'account'>,
  publicUrl: () => string,
): MediaLinks {
  // Asking for the key of an account that is not there would make one.
  const isAccount = async (account: string): Promise<boolean> =>
    PART.test(account) && (await directory.account(account)) !== null;
  const keyOf = async (account: string, purpose: string): Promise<Buffer> => {
    const { secret } = await keyRing.current(account, 'account', BLIND_INDEX);
    return hmac(secret, purpose);
  };
  const sign = async (account: string, text: string): Promise<string> =>
    hmac(await keyOf(account, 'mediaLink'), text).toString('base64url');

  return {
    toStored: async ({ account, message }) => {
      const seconds = Math.ceil((clock().getTime() + LINK_MS) / SECOND_MS);
      const text = `${seconds.toString(36)}.${account}.${message}`;
      return `${publicUrl()}/media/${text}.${await sign(account, text)}`;
    },
    readStored: async (token) => {
      const parts = token.length <= MAX_TOKEN_LENGTH ? token.split('.') : [];
      const [expiry = '', account = '', message = '', signature = '', ...more] = parts;
      if (more.length > 0 || !PART.test(message) || !(await isAccount(account))) return null;
      if (!isSame(signature, await sign(account, `${expiry}.${account}.${message}`))) return null;
      return parseInt(expiry, 36) * SECOND_MS < clock().getTime() ? null : { account, message };
    },
    toRelayed: async ({ account, ...link }, isStoring) => {
      const until = clock().getTime() + (isStoring ? LINK_MS : RELAY_MS);
      const plain = Buffer.from(JSON.stringify({ ...link, until }));
      const { iv, box, tag } = seal(await keyOf(account, 'relayLink'), plain, account);
      return `${publicUrl()}/media/relay/${account}.${Buffer.concat([iv, tag, box]).toString('base64url')}`;
    },
    readRelayed: async (token) => {
      const [account = '', text = '', ...more] = token.length <= MAX_TOKEN_LENGTH ? token.split('.') : [];
      if (more.length > 0 || !(await isAccount(account))) return null;
      const bytes = Buffer.from(text, 'base64url');
      if (bytes.length < IV_BYTES + TAG_BYTES) return null;
      const sealed = {
        iv: bytes.subarray(0, IV_BYTES),
        tag: bytes.subarray(IV_BYTES, IV_BYTES + TAG_BYTES),
        box: bytes.subarray(IV_BYTES + TAG_BYTES),
      };
      const key = await keyOf(account, 'relayLink');
      try {
        // What opens was made here: its form needs no further check.
        const { until, ...link } = JSON.parse(open(key, sealed, account).toString('utf8')) as Omit<
          RelayedLink,
          'account'
        > & { readonly until: number };
        return until < clock().getTime() ? null : { account, ...link };
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
