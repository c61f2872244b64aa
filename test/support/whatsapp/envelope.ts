import { createHmac } from 'node:crypto';

// Builders of WhatsApp Cloud API webhooks as the provider sends them, for everybody's tests and for the bench.
// They build plain JSON, also JSON that our own types would refuse, and so import nothing from src.

export type Json = string | number | boolean | null | undefined | Json[] | JsonObject;
export interface JsonObject {
  [key: string]: Json;
}

/** A customer. Leave `phone` out for one whose number the provider does not show. */
export interface Person {
  /** Digits without `+`, as the provider writes them. */
  phone?: string;
  userId?: string;
  parentUserId?: string;
  username?: string;
  name?: string;
}

/** What every message builder takes beside its body. */
export interface MessageOptions {
  id?: string;
  from?: Person;
  /** The provider's timestamp; a Date is sent as whole seconds in a string. */
  at?: Date | string | number;
  groupId?: string;
  replyTo?: string;
  forwarded?: boolean;
  referral?: JsonObject;
}

export const DEFAULT_PERSON: Person = { phone: '5511987654321', userId: 'BR.1349001', name: 'Maria Silva' };
export const DEFAULT_AT = new Date('2026-01-15T12:00:00Z');
export const DEFAULT_PHONE_NUMBER_ID = '106540352242922';
export const DEFAULT_DISPLAY_PHONE_NUMBER = '15550783881';

let serial = 0;
/** A fresh message id of the provider's shape. */
export function wamid(): string {
  serial += 1;
  return `wamid.HBgL${Buffer.from(`message-${serial}`).toString('base64url')}`;
}

/** The provider's timestamp: seconds as a string. */
export function seconds(at: Date | string | number): string | number {
  return at instanceof Date ? String(Math.floor(at.getTime() / 1000)) : at;
}

/** One of `contacts[]`. */
export function contactOf(person: Person): JsonObject {
  return {
    profile: { name: person.name, username: person.username },
    wa_id: person.phone,
    user_id: person.userId,
    parent_user_id: person.parentUserId,
  };
}

/** One of `messages[]` of any type, with its body under the type's name. */
export function message(type: string, body: Json, options: MessageOptions = {}): JsonObject {
  const from = options.from ?? DEFAULT_PERSON;
  const hasContext = options.replyTo !== undefined || options.forwarded !== undefined;
  return {
    from: from.phone,
    from_user_id: from.userId,
    from_parent_user_id: from.parentUserId,
    id: options.id ?? wamid(),
    timestamp: seconds(options.at ?? DEFAULT_AT),
    group_id: options.groupId,
    context: hasContext
      ? { from: DEFAULT_DISPLAY_PHONE_NUMBER, id: options.replyTo, forwarded: options.forwarded }
      : undefined,
    referral: options.referral,
    type,
    [type]: body,
  };
}

/** What one change (one number, one field) holds. */
export interface ChangeOptions {
  field?: string;
  phoneNumberId?: string;
  displayPhoneNumber?: string;
  /** Left out: nobody. */
  contacts?: Person[];
  messages?: Json[];
  echoes?: Json[];
  statuses?: Json[];
  errors?: Json[];
  /** Anything else of `value`, as it is. */
  value?: JsonObject;
}

/** One of `changes[]`. */
export function change(options: ChangeOptions): JsonObject {
  return {
    field: options.field ?? (options.echoes === undefined ? 'messages' : 'smb_message_echoes'),
    value: {
      messaging_product: 'whatsapp',
      metadata: {
        display_phone_number: options.displayPhoneNumber ?? DEFAULT_DISPLAY_PHONE_NUMBER,
        phone_number_id: options.phoneNumberId ?? DEFAULT_PHONE_NUMBER_ID,
      },
      contacts: options.contacts?.map(contactOf),
      messages: options.messages,
      message_echoes: options.echoes,
      statuses: options.statuses,
      errors: options.errors,
      ...options.value,
    },
  };
}

/** A whole POST of ready-made entries; JSON as it is after parsing, without absent fields. */
export function envelopeOf(entry: Json[]): JsonObject {
  return JSON.parse(JSON.stringify({ object: 'whatsapp_business_account', entry })) as JsonObject;
}

/** A whole POST with one entry for each change. */
export function envelope(...changes: ChangeOptions[]): JsonObject {
  return envelopeOf(changes.map((options) => ({ id: '102290129340398', changes: [change(options)] })));
}

/** `X-Hub-Signature-256` of a body. */
export function signBody(body: string | Uint8Array, appSecret: string): string {
  return `sha256=${createHmac('sha256', appSecret).update(body).digest('hex')}`;
}
