import type {
  ContactsContent,
  InteractiveContent,
  OrderContent,
  OrderItem,
  SystemContent,
} from '../content.js';
import { boundedJson } from '../json.js';
import {
  areStringsOrAbsent,
  isFields,
  numberAt,
  objectAt,
  stringAt,
  toPhone,
  type Fields,
} from './fields.js';

// As in readSimple.ts: null means "not as documented", and the caller keeps the whole body.

/** `[{ name: { formatted_name }, phones: [{ phone }], … }]`; the whole card stays in `raw`. */
export function readContacts(list: unknown): ContactsContent | null {
  if (!Array.isArray(list) || list.length === 0 || !list.every(isFields)) return null;
  return {
    type: 'contacts',
    cards: list.map((card) => {
      const name = objectAt(card, 'name');
      const phones: readonly unknown[] = Array.isArray(card['phones']) ? card['phones'] : [];
      return {
        name: name === null ? null : stringAt(name, 'formatted_name'),
        phones: phones.flatMap((phone) => (isFields(phone) ? (stringAt(phone, 'phone') ?? []) : [])),
        raw: boundedJson(card),
      };
    }),
  };
}

const REPLIES = ['button_reply', 'list_reply', 'nfm_reply', 'call_permission_reply'] as const;

/** `type` and the reply under its name. A kind of reply that is new to us is `other`; what it carried stays in `raw`. */
export function readInteractive(body: Fields): InteractiveContent | null {
  const kind = stringAt(body, 'type') ?? REPLIES.find((key) => Object.hasOwn(body, key)) ?? null;
  if (kind === null) return null;
  const reply = REPLIES.find((key) => key === kind) ?? 'other';
  const answer = reply === 'other' ? null : objectAt(body, reply);
  if (reply !== 'other' && answer === null) return null;
  const own = answer ?? body;
  // What a business sends as interactive (seen in echoes) has its text one level down: body.text.
  const nested = objectAt(own, 'body');
  return {
    type: 'interactive',
    reply,
    id: stringAt(own, 'id'),
    title: stringAt(own, 'title'),
    description: stringAt(own, 'description'),
    body: nested === null ? stringAt(own, 'body') : stringAt(nested, 'text'),
    raw: boundedJson(body),
  };
}

function readOrderItem(item: Fields): OrderItem {
  return {
    productId: stringAt(item, 'product_retailer_id'),
    quantity: numberAt(item, 'quantity'),
    price: numberAt(item, 'item_price'),
    currency: stringAt(item, 'currency'),
  };
}

/** `catalog_id, text?, product_items: [{ product_retailer_id, quantity, item_price, currency }]`. */
export function readOrder(body: Fields): OrderContent | null {
  const items = body['product_items'];
  if (!Array.isArray(items) || !items.every(isFields) || !areStringsOrAbsent(body, ['catalog_id', 'text']))
    return null;
  return {
    type: 'order',
    catalogId: stringAt(body, 'catalog_id'),
    text: stringAt(body, 'text'),
    items: items.map(readOrderItem),
  };
}

const SYSTEM_STRINGS = ['type', 'body', 'wa_id', 'new_wa_id', 'user_id', 'parent_user_id'] as const;

/** `type, body, wa_id?, user_id?, parent_user_id?`: a person's number or id changed (older versions: `new_wa_id`). */
export function readSystem(body: Fields): SystemContent | null {
  if (!areStringsOrAbsent(body, SYSTEM_STRINGS)) return null;
  return {
    type: 'system',
    event: stringAt(body, 'type'),
    body: stringAt(body, 'body'),
    newPhone: toPhone(body['wa_id']) ?? toPhone(body['new_wa_id']),
    newUserId: stringAt(body, 'user_id'),
    newParentUserId: stringAt(body, 'parent_user_id'),
  };
}
