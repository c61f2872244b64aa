import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { print } from 'graphql';
import { COLLECTIONS } from '../../src/events/collections.js';
import type { MessageRow } from '../../src/projections/rows.js';
import type { SendLogRow } from '../../src/projections/sendRows.js';
import { eventually } from '../support/app.js';
import { PHONE_NUMBER_ID, startSendingStage, type SendingStage } from '../support/sendingStage.js';
import { echoOf, envelope, textMessage } from '../support/whatsapp.js';
import {
  InboundEventReceivedDocument,
  MarkReadDocument,
  type InboundEventReceivedSubscription,
} from './generated/operations.js';

let serial = 20_000_000;
const newRecipient = (): string => `+49151${String((serial += 1))}`;

/** What was sent, as the chat and those who listen see it. */
describe('sends and their conversations', () => {
  let stage: SendingStage;
  let apiKey: string;
  const rowOf = (id: string) =>
    stage.gateway.database.db.collection<SendLogRow>(COLLECTIONS.sendLog).findOne({ _id: id });
  const send = async (rest: object = {}) => {
    const body = { destinationNumber: newRecipient(), text: 'Hello', ...rest };
    const answer = await stage.send(apiKey, body);
    expect(answer.status).toBe(202);
    return String(answer.body['id']);
  };

  beforeAll(async () => {
    stage = await startSendingStage();
    apiKey = await stage.addKey(30);
  });
  afterAll(() => stage.stop());

  it('an echo of our own send is no second message', async () => {
    const to = newRecipient();
    const id = await send({ destinationNumber: to });
    await stage.settle();
    const [accepted] = stage.double.accepted.byTrackingData(id);
    const sent = textMessage({ id: accepted?.id ?? '', text: 'Hello', at: stage.gateway.now });
    const echo = envelope({
      phoneNumberId: PHONE_NUMBER_ID,
      echoes: [echoOf(sent, { phone: to.slice(1), name: 'Ana' })],
    });
    expect((await stage.gateway.postWebhook(stage.numberId, echo)).status).toBe(200);
    const messages = stage.gateway.database.db.collection<MessageRow>(COLLECTIONS.messages);
    const row = await rowOf(id);
    expect(await messages.countDocuments({ conversation: row?.conversation ?? '' })).toBe(1);
  });

  it('marks the conversation read with the provider as well', async () => {
    const from = newRecipient();
    const wamid = stage.double.inbound({ from, text: 'Are you there?', phoneNumberId: PHONE_NUMBER_ID });
    await stage.double.idle();
    await send({ destinationNumber: from, text: 'Yes', markRead: true });
    await eventually(() => Promise.resolve(stage.double.readMarks.includes(wamid) ? true : null));
    await stage.settle();
  });

  it('marking a conversation read over GraphQL tells the provider, too', async () => {
    const from = newRecipient();
    const wamid = stage.double.inbound({ from, text: 'Still there?', phoneNumberId: PHONE_NUMBER_ID });
    await stage.double.idle();
    const messages = stage.gateway.database.db.collection<MessageRow>(COLLECTIONS.messages);
    const row = await eventually(() => messages.findOne({ unread: true }));
    const marked = await stage.admin.run(MarkReadDocument, { conversationId: row.conversation });
    expect(marked.markConversationRead).toMatchObject({ conversation: { unreadCount: 0 }, userErrors: [] });
    await eventually(() => Promise.resolve(stage.double.readMarks.includes(wamid) ? true : null));
  });

  it('a subscriber that resumes hears of each status once', async () => {
    const events: InboundEventReceivedSubscription['inboundEventReceived'][] = [];
    const follow = async (after: string | null) => {
      const socket = stage.admin.connect();
      const variables = { numberIds: [stage.numberId], ...(after !== null && { after }) };
      socket.subscribe<InboundEventReceivedSubscription>(
        { query: print(InboundEventReceivedDocument), variables },
        {
          next: ({ data }) => {
            if (data) events.push(data.inboundEventReceived);
          },
          error: () => undefined,
          complete: () => undefined,
        },
      );
      await new Promise((resolve) => setTimeout(resolve, 500));
      return socket;
    };
    const hears = (count: number) =>
      eventually(() => Promise.resolve(events.length >= count ? true : null), 10_000);
    const first = await follow(null);
    await send();
    await stage.settle();
    await hears(1);
    await first.dispose();
    const before = events.length;
    await send();
    await stage.settle();
    const second = await follow(events.at(-1)?.cursor ?? null);
    await hears(before + 1);
    await send();
    await stage.settle();
    await hears(before + 2);
    await new Promise((resolve) => setTimeout(resolve, 300));
    await second.dispose();
    expect(new Set(events.map(({ id }) => id)).size).toBe(events.length);
  });
});
