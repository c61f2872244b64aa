import { crc32, deflateSync } from 'node:zlib';
import { HOUR_MS, MINUTE_MS } from '../../src/lib/clock.js';
import { PHONE_NUMBER_ID, startSendingStage, type SendingStage } from './sendingStage.js';
import {
  documentMessage,
  envelope,
  imageMessage,
  locationMessage,
  reactionMessage,
  textMessage,
  wamid,
  type JsonObject,
  type Person,
} from './whatsapp.js';

const person = (phone: string, name: string): Person => ({ phone, userId: `GB.${phone.slice(-5)}`, name });
/** Numbers that are kept free for fiction. */
export const PEOPLE = {
  ada: person('447700900123', 'Ada Okafor'),
  bruno: person('447700900456', 'Bruno Costa'),
  chen: person('447700900789', 'Chen Wei'),
  dora: person('447700900321', 'Dora Lindqvist'),
} as const;

/** A number with some days of conversations: text, a picture, a document, a place, reactions, quotes, answers. */
export interface ChatStage extends SendingStage {
  /** Somebody writes. */
  hear(who: Person, ...messages: JsonObject[]): Promise<void>;
}

export async function startChatStage(settings: Readonly<Record<string, string>> = {}): Promise<ChatStage> {
  const stage = await startSendingStage(settings);
  const { gateway, numberId } = stage;
  const hear = async (who: Person, ...messages: JsonObject[]): Promise<void> => {
    const body = envelope({ phoneNumberId: PHONE_NUMBER_ID, contacts: [who], messages });
    const answer = await gateway.postWebhook(numberId, body);
    if (answer.status !== 200) throw new Error(`A webhook was answered with ${String(answer.status)}.`);
  };
  const chat = { ...stage, hear };
  await fill(chat);
  return chat;
}

async function fill(stage: ChatStage): Promise<void> {
  const { gateway } = stage;
  const { media } = stage.double;
  const hear: ChatStage['hear'] = (who, ...messages) => stage.hear(who, ...messages);
  const ago = (ms: number): Date => new Date(gateway.now.getTime() - ms);
  const { ada, bruno, chen, dora } = PEOPLE;
  const day = 24 * HOUR_MS;
  await hear(dora, textMessage({ from: dora, at: ago(9 * day), text: 'Is the blue one still to be had?' }));
  await hear(
    chen,
    textMessage({ from: chen, at: ago(3 * day), text: 'The invoice has the wrong address on it.' }),
    documentMessage({
      from: chen,
      at: ago(3 * day - MINUTE_MS),
      fileName: 'invoice-2041.pdf',
      ...keep(media, Buffer.from('%PDF-1.4 invented'), 'application/pdf'),
    }),
  );
  await hear(
    bruno,
    textMessage({ from: bruno, at: ago(5 * HOUR_MS), text: 'Bom dia! Where do I pick it up?' }),
    locationMessage({
      from: bruno,
      at: ago(5 * HOUR_MS - MINUTE_MS),
      name: 'Praça do Comércio',
      address: 'Lisboa',
    }),
  );
  const asked = wamid();
  await hear(
    ada,
    textMessage({ from: ada, at: ago(26 * HOUR_MS), text: 'Hello, my parcel did not arrive yesterday.' }),
    textMessage({ from: ada, at: ago(26 * HOUR_MS - 5_000), text: 'The number is 7731-B.' }),
    textMessage({
      from: ada,
      at: ago(40 * MINUTE_MS),
      id: asked,
      text: 'Any news about it? I am at home until six.',
    }),
    imageMessage({
      from: ada,
      at: ago(38 * MINUTE_MS),
      caption: 'This is the card they left.',
      ...keep(media, gradientPng(320, 240), 'image/png'),
    }),
    textMessage({ from: ada, at: ago(12 * MINUTE_MS), replyTo: asked, text: 'Until seven, I meant.' }),
    reactionMessage({ from: ada, at: ago(11 * MINUTE_MS), to: asked, emoji: '🙏' }),
  );
}

function keep(
  media: SendingStage['double']['media'],
  bytes: Buffer,
  mimeType: string,
): { readonly mediaId: string; readonly sha256: string; readonly mimeType: string } {
  const { id: mediaId, sha256 } = media.add({ bytes, mimeType });
  return { mediaId, sha256, mimeType };
}

/** A picture (PNG, 8 bits RGB) that is nobody's. */
export function gradientPng(width: number, height: number): Buffer {
  const lines = Array.from({ length: height }, (_line, y) =>
    Buffer.from([0, ...Array.from({ length: width }, (_cell, x) => colourAt(x / width, y / height)).flat()]),
  );
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 2, 0, 0, 0], 8);
  return Buffer.concat([
    Buffer.from([137, 80, 78, 71, 13, 10, 26, 10]),
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(Buffer.concat(lines))),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

const colourAt = (x: number, y: number): number[] =>
  [235 - 90 * x, 200 - 60 * y, 150 + 70 * x].map(Math.round);

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type), data]);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(data.length);
  const sum = Buffer.alloc(4);
  sum.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, sum]);
}
