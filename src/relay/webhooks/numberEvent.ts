import type { NumberEvent } from '../../domain/number/number.js';
import type { WebhookEventName } from '../../domain/webhook/webhookEvents.js';
import type { NumberRow } from '../../projections/rows.js';

/** `data` of a `number.*` event (contracts/rest-v1.md); absent fields are left out. */
export interface NumberEventData {
  readonly numberId: string;
  readonly phone: string;
  readonly displayName: string;
  readonly createdAt: string;
}

/** What a change of a number is told as; null: it is not told. Connected is what has a WhatsApp channel here. */
export function numberEventName(event: NumberEvent): WebhookEventName | null {
  switch (event.type) {
    case 'NumberCreated':
      return 'number.created';
    case 'NumberRemoved':
      return 'number.removed';
    case 'NumberUpdated': {
      const { from, to } = event.data;
      if (from.phoneNumberId === undefined || to.phoneNumberId === undefined) return null;
      if (from.phoneNumberId === null) return to.phoneNumberId === null ? null : 'number.connected';
      return to.phoneNumberId === null ? 'number.disconnected' : null;
    }
    case 'PiiModeSet':
    case 'NumberSettingsUpdated':
      return null;
  }
}

export function numberEventData(number: NumberRow, at: Date): NumberEventData {
  const { _id: numberId, phoneNumber: phone, name: displayName } = number;
  return { numberId, phone, displayName, createdAt: at.toISOString() };
}
