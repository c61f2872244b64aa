import { randomBytes } from 'node:crypto';

/** 192 bits: nobody guesses one, and no two are the same. */
const RANDOM_BYTES = 24;
const PART = /^[A-Za-z0-9_-]{1,128}$/;

/** Under what an account's objects of a kind are; names no person and no number. */
export function objectPrefix(kind: 'media' | 'recordings', account: string): string {
  return `${kind}/${account}/`;
}

/** A new name. It says nothing of what is in the object: kind and account are the only parts that are not random. */
export function newObjectKey(kind: 'media' | 'recordings', account: string): string {
  return objectPrefix(kind, account) + randomBytes(RANDOM_BYTES).toString('base64url');
}

/** @throws RangeError for anything but names of the above form: no path leads out of the store */
export function assertObjectKey(key: string): void {
  if (!key.split('/').every((part) => PART.test(part))) throw new RangeError('Not the key of an object.');
}
