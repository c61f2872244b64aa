import type { NumberDetails, Telephony } from '../domain/number/number.js';
import { invalid } from '../lib/errors.js';
import type { NumberSecrets } from '../projections/rows.js';
import { NO_SECRETS } from './numberSecrets.js';

export interface WhatsappInput {
  readonly phoneNumberId: string;
  readonly businessAccountId?: string | null | undefined;
  readonly accessToken: string;
  readonly appSecret: string;
  readonly verifyToken: string;
}

export interface TelephonyInput {
  readonly accountSid: string;
  readonly authToken: string;
  readonly recordings?: 'COPY' | 'LEAVE' | null | undefined;
}

export interface CreateNumberInput {
  readonly name: string;
  readonly phoneNumber: string;
  readonly whatsapp?: WhatsappInput | null | undefined;
  readonly telephony?: TelephonyInput | null | undefined;
}

/** What is absent stays as it is; a channel that is null is taken away. */
export interface UpdateNumberInput {
  readonly numberId: string;
  readonly name?: string | undefined;
  readonly phoneNumber?: string | undefined;
  readonly whatsapp?: OrUndefined<WhatsappInput> | null | undefined;
  readonly telephony?: OrUndefined<TelephonyInput> | null | undefined;
}
type OrUndefined<T> = { readonly [Key in keyof T]?: T[Key] | undefined };

/** A number in parts: what may be kept in the open, and what is sealed. */
export interface NumberParts {
  readonly details: NumberDetails;
  readonly secrets: NumberSecrets;
}

export function partsOf(input: CreateNumberInput): NumberParts {
  const { name, phoneNumber, whatsapp, telephony } = input;
  const bare = { name, phoneNumber, phoneNumberId: null, businessAccountId: null, telephony: null };
  return mergeParts({ details: bare, secrets: NO_SECRETS }, { whatsapp, telephony });
}

/** The number's parts after a change. @throws InvalidInput when a channel that is new lacks something */
export function mergeParts(
  { details, secrets }: NumberParts,
  change: Omit<UpdateNumberInput, 'numberId'>,
): NumberParts {
  const whatsapp = mergeWhatsapp({ details, secrets }, change.whatsapp);
  const telephony = mergeTelephony({ details, secrets }, change.telephony);
  return {
    details: {
      name: change.name ?? details.name,
      phoneNumber: change.phoneNumber ?? details.phoneNumber,
      phoneNumberId: whatsapp?.phoneNumberId ?? null,
      businessAccountId: whatsapp?.businessAccountId ?? null,
      telephony: telephony?.details ?? null,
    },
    secrets: { whatsapp: whatsapp?.secrets ?? null, telephony: telephony?.secrets ?? null },
  };
}

function mergeWhatsapp({ details, secrets }: NumberParts, change: UpdateNumberInput['whatsapp']) {
  if (change === null) return null;
  if (change === undefined && details.phoneNumberId === null) return null;
  const old = secrets.whatsapp;
  return {
    phoneNumberId: given('whatsapp.phoneNumberId', change?.phoneNumberId ?? details.phoneNumberId),
    businessAccountId:
      change?.businessAccountId === undefined ? details.businessAccountId : change.businessAccountId,
    secrets: {
      accessToken: given('whatsapp.accessToken', change?.accessToken ?? old?.accessToken),
      appSecret: given('whatsapp.appSecret', change?.appSecret ?? old?.appSecret),
      verifyToken: given('whatsapp.verifyToken', change?.verifyToken ?? old?.verifyToken),
    },
  };
}

function mergeTelephony({ details, secrets }: NumberParts, change: UpdateNumberInput['telephony']) {
  const old = details.telephony;
  if (change === null || (change === undefined && !old)) return null;
  const merged: Telephony = {
    accountSid: given('telephony.accountSid', change?.accountSid ?? old?.accountSid),
    // Audio that a third party keeps is not ours to take unless we are told to.
    recordings: change?.recordings ?? old?.recordings ?? 'LEAVE',
  };
  const authToken = given('telephony.authToken', change?.authToken ?? secrets.telephony?.authToken);
  return { details: merged, secrets: { authToken } };
}

function given(field: string, value: string | null | undefined): string {
  if (value === null || value === undefined)
    throw invalid(field, 'REQUIRED', 'This is needed to set up the channel.');
  return value;
}
