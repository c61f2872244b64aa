import { timingSafeEqual } from 'node:crypto';
import type { Core } from '../events/core.js';
import { BLIND_INDEX } from '../events/keyRing.js';
import { hmac } from '../events/masterKey.js';
import { SECOND_MS } from '../lib/clock.js';
import type { Directory } from '../projections/directory.js';
import { stateOf, type ExportRow } from './exportRow.js';

/** Makes and reads the addresses of exports; whoever has one needs no other credentials. */
export interface ExportLinks {
  /** Null when the export may not be downloaded any more. */
  linkTo(row: ExportRow): Promise<string | null>;
  /** Null for what we did not make, or no longer honour. */
  readLink(token: string): Promise<{ readonly account: string; readonly id: string } | null>;
}

const PART = /^[A-Za-z0-9_-]{1,128}$/;
const MAX_TOKEN_LENGTH = 512;

export function createExportLinks(
  { keyRing, clock }: Core,
  directory: Pick<Directory, 'account'>,
  publicUrl: () => string,
): ExportLinks {
  const sign = async (account: string, text: string): Promise<string> => {
    const { secret } = await keyRing.current(account, 'account', BLIND_INDEX);
    return hmac(secret, 'exportLink', text).toString('base64url');
  };
  return {
    linkTo: async (row) => {
      const { account, _id, linkUntil } = row;
      if (['EXPIRED', 'REVOKED'].includes(stateOf(row, clock()))) return null;
      const seconds = Math.floor(linkUntil.getTime() / SECOND_MS);
      const text = `${seconds.toString(36)}.${account}.${_id}`;
      return `${publicUrl()}/exports/${text}.${await sign(account, text)}`;
    },
    readLink: async (token) => {
      const parts = token.length <= MAX_TOKEN_LENGTH ? token.split('.') : [];
      const [until = '', account = '', id = '', signature = '', ...more] = parts;
      // Asking for the key of an account that is not there would make one.
      const isPossible = more.length === 0 && PART.test(id) && PART.test(account);
      if (!isPossible || !(await directory.account(account))) return null;
      const expected = Buffer.from(await sign(account, `${until}.${account}.${id}`));
      const given = Buffer.from(signature);
      if (given.length !== expected.length || !timingSafeEqual(given, expected)) return null;
      return parseInt(until, 36) * SECOND_MS < clock().getTime() ? null : { account, id };
    },
  };
}
