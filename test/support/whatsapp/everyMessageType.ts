import type { JsonObject, MessageOptions } from './envelope.js';
import * as build from './messages.js';

/** Strings that a test looks for where they must not be; each is put wherever a message of that type can hold it. */
export interface Canaries extends MessageOptions {
  text: string;
  caption: string;
  /** The sender's, also on a contact card; digits without `+`. */
  phone: string;
  name: string;
}

/**
 * One message of every type of `MESSAGE_TYPES`, in that order, all from `{ phone, name }`. Give `contacts: [sender]` to
 * the envelope as well, where the name is to arrive with them.
 */
export function everyMessageType({ text, caption, phone, name, id, ...rest }: Canaries): JsonObject[] {
  const from = { from: rest.from ?? { phone, name } };
  let n = 0;
  // A given id would be one for all: numbered, they stay distinct and predictable.
  const next = (): MessageOptions => {
    n += 1;
    return { ...rest, ...from, ...(id === undefined ? {} : { id: `${id}-${n}` }) };
  };
  return [
    build.textMessage({ ...next(), text }),
    build.imageMessage({ ...next(), caption }),
    build.audioMessage(next()),
    build.videoMessage({ ...next(), caption }),
    build.documentMessage({ ...next(), caption, fileName: `${caption}.pdf` }),
    build.locationMessage({ ...next(), name: text, address: text }),
    build.contactsMessage({ ...next(), cardName: name, cardPhone: `+${phone}` }),
    build.stickerMessage(next()),
    build.reactionMessage(next()),
    build.listReplyMessage({ ...next(), title: text, description: caption }),
    build.buttonMessage({ ...next(), text }),
    build.orderMessage({ ...next(), text }),
    build.systemMessage({ ...next(), body: `${name}: ${text}`, newPhone: phone }),
    build.unsupportedMessage({ ...next(), body: { text, phone, name, caption } }),
  ];
}
