import {
  CreateApiKeyDocument,
  CreateNumberDocument,
  CreateWebhookDocument,
  SetNumberPiiModeDocument,
  UpdateDataRetentionDocument,
  type PiiMode,
} from '../../e2e/generated/operations.js';
import { DAY_MS } from '../../../src/lib/clock.js';
import { APP_SECRET, type Session } from '../session.js';
import type { NumberName } from './ledger.js';

/** The account's retention, and the shorter one of the number that stores for days. */
export const ACCOUNT_DAYS = 5;
export const NUMBER_DAYS = 3;

export interface SoakNumber {
  readonly name: NumberName;
  readonly id: string;
  /** The provider's. */
  readonly phoneNumberId: string;
  /** How long (ms) a message of it may be shown. */
  readonly windowMs: number;
}

export interface SoakNumbers {
  readonly all: readonly SoakNumber[];
  of(name: NumberName): SoakNumber;
  /** For sending from the number that stores indefinitely. */
  readonly apiKey: string;
}

const MODES: Readonly<Record<NumberName, { readonly mode: PiiMode; readonly days: number | null }>> = {
  indefinite: { mode: 'STORE_INDEFINITE', days: null },
  days: { mode: 'STORE_X_DAYS', days: NUMBER_DAYS },
  relay: { mode: 'RELAY_ONLY', days: null },
};
const WINDOWS_MS: Readonly<Record<NumberName, number>> = {
  indefinite: ACCOUNT_DAYS * DAY_MS,
  days: NUMBER_DAYS * DAY_MS,
  relay: Infinity,
};

/**
 * A number of each mode, each with an endpoint at the receiver under its name; where everything is kept, the endpoint
 * keeps the order within a conversation.
 */
export async function createSoakNumbers(admin: Session, receiver: string): Promise<SoakNumbers> {
  await admin.run(UpdateDataRetentionDocument, { input: { days: ACCOUNT_DAYS } });
  const all: SoakNumber[] = [];
  for (const [index, name] of (['indefinite', 'days', 'relay'] as const).entries()) {
    const phoneNumberId = `20${String(index)}`;
    const whatsapp = {
      phoneNumberId,
      businessAccountId: '1',
      accessToken: 'access',
      appSecret: APP_SECRET,
      verifyToken: 'verify-me',
    };
    const phoneNumber = `+493012345${String(index)}`;
    const { createNumber } = await admin.run(CreateNumberDocument, {
      input: { name, phoneNumber, whatsapp },
    });
    const id = createNumber.number?.id ?? '';
    const { mode, days } = MODES[name];
    await admin.run(SetNumberPiiModeDocument, {
      input: { numberId: id, mode, ...(days !== null && { piiRetentionDays: days }) },
    });
    const url = `${receiver}/${name}`;
    const endpoint = { numberId: id, name, url, events: ['*'], ordered: name === 'indefinite' };
    const { createWebhook } = await admin.run(CreateWebhookDocument, { input: endpoint });
    if (createWebhook.userErrors.length > 0) throw new Error('An endpoint was refused.');
    all.push({ name, id, phoneNumberId, windowMs: WINDOWS_MS[name] });
  }
  const of = (name: NumberName): SoakNumber => {
    const found = all.find((number) => number.name === name);
    if (!found) throw new Error(`There is no number ${name}.`);
    return found;
  };
  const key = { name: 'sender', numberId: of('indefinite').id, retentionDays: 30 };
  const { createApiKey } = await admin.run(CreateApiKeyDocument, { input: key });
  return { all, of, apiKey: createApiKey.secret ?? '' };
}
