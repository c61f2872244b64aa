import type { ReceiptBody, SignedReceipt } from '../../domain/receipt/receipt.js';

/** What `lethe receipts export --json` writes: the account's receipts, oldest first. */
export interface ReceiptFile {
  readonly account: string;
  readonly keyId: string;
  /** SPKI in PEM. */
  readonly publicKey: string;
  readonly receipts: readonly SignedReceipt[];
}

/** Null when the text is no such file. What its receipts say is for {@link verifyChain} to judge. */
export function parseReceiptFile(text: string): ReceiptFile | null {
  const file = parse(text);
  if (!isRecord(file)) return null;
  const { account, keyId, publicKey, receipts } = file;
  if (typeof account !== 'string' || typeof keyId !== 'string' || typeof publicKey !== 'string') return null;
  if (!Array.isArray(receipts) || !receipts.every(isSigned)) return null;
  return { account, keyId, publicKey, receipts };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return null;
  }
}

function isSigned(value: unknown): value is SignedReceipt {
  if (!isRecord(value) || !isRecord(value['body'])) return false;
  const body = value['body'] as Partial<Record<keyof ReceiptBody, unknown>>;
  return [value['hash'], value['signature'], body.account, body.keyId].every(
    (field) => typeof field === 'string',
  );
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
