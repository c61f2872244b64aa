import type { NewEvent } from '../events.js';
import type { ErasureTarget } from '../erasure/erasure.js';
import type { PiiMode } from '../policies.js';
import type { PhaseName, RecordClass, SweepKind, SweepState, SweepTrigger } from '../sweep.js';

export const RECEIPT_KINDS = ['SWEEP', 'ERASURE'] as const;
export type ReceiptKind = (typeof RECEIPT_KINDS)[number];

/** What every reader of a receipt must know beside its counts; a closed list. */
export const RECEIPT_NOTES = [
  /** The third party deleted the audio at once; what it knows of the call stays readable there for 40 days. */
  'THIRD_PARTY_METADATA_READABLE_40_DAYS',
] as const;
export type ReceiptNote = (typeof RECEIPT_NOTES)[number];

/** The setting that a run carried out, as it was when the run ended. */
export type ReceiptPolicy =
  | { readonly kind: 'DATA_RETENTION'; readonly days: number | null }
  | { readonly kind: 'PII_MODE'; readonly mode: PiiMode; readonly days: number | null }
  | { readonly kind: 'ERASURE_REQUEST' };

export interface ReceiptClass {
  readonly class: RecordClass;
  /** Deleted; of `SEND_LOG`, redacted. */
  readonly erased: number;
  /** Due, and passed by for a legal hold. */
  readonly held: number;
}

/** What is told of a run. Ids of ours and counts, no PII. */
export interface ReceiptFacts {
  readonly kind: ReceiptKind;
  /** The sweep's or the erasure's. */
  readonly id: string;
  /** Of a sweep. */
  readonly sweep?: { readonly kind: SweepKind; readonly trigger: SweepTrigger; readonly state: SweepState };
  /** Null: the account as a whole. */
  readonly number: string | null;
  readonly policy: ReceiptPolicy;
  /** The instant by which records were due. ISO 8601, as all times in a receipt. */
  readonly asOf: string;
  /** Of a sweep: what each phase did. */
  readonly phases?: readonly {
    readonly name: PhaseName;
    readonly deleted: number;
    readonly redacted: number;
    readonly failed: number;
    readonly held: number;
  }[];
  /** Of an erasure: how many records went from each place. */
  readonly targets?: readonly { readonly target: ErasureTarget; readonly erased: number }[];
  readonly classes: readonly ReceiptClass[];
  /** Sum modulo 2^256 of the keyed hashes of what was erased, in hexadecimal (docs/receipts.md). */
  readonly erasedIds: string;
  readonly notes: readonly ReceiptNote[];
}

/** What is signed: the facts and their place in the account's chain. */
export interface ReceiptBody extends ReceiptFacts {
  readonly version: 1;
  readonly account: string;
  /** From 1, without a gap. */
  readonly sequence: number;
  /** The hash of the receipt before; null: this is the first. */
  readonly previous: string | null;
  readonly at: string;
  /** Which key signed: the first 16 hexadecimal digits of the SHA-256 of the public key. */
  readonly keyId: string;
}

export interface SignedReceipt {
  readonly body: ReceiptBody;
  /** SHA-256 of the body's canonical JSON, hexadecimal. */
  readonly hash: string;
  /** Ed25519 over the same bytes, base64. */
  readonly signature: string;
}

export type ReceiptIssued = NewEvent<'ReceiptIssued', SignedReceipt>;

export const RECEIPTS_STREAM = 'receipts:';

/** One stream an account: its versions are the receipts' sequence. */
export function receiptsStream(account: string): string {
  return `${RECEIPTS_STREAM}${account}`;
}
