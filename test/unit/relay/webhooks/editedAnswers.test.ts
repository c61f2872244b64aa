import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { COLLECTIONS } from '../../../../src/events/collections.js';
import type { Doc } from '../../../../src/events/documents.js';
import { MINUTE_MS } from '../../../../src/lib/clock.js';
import { carryErasedOver } from '../../../../src/retention/carryErasedOver.js';
import { createWebhookStage, type WebhookStage } from '../../../support/webhookStage.js';
import { editMessage, envelope, revokeMessage, textMessage } from '../../../support/whatsapp.js';

const FIRST = 'canary-first-words';
const ORIGINAL = 'wamid.edited';

let stage: WebhookStage;
beforeEach(async () => {
  stage = await createWebhookStage();
  stage.receiver.answer = (got, response) => response.writeHead(200).end(got.text);
  await stage.addEndpoint('echo');
  await stage.say('another-message');
});
afterEach(() => stage.stop());

/** How many of all that can be opened say it: messages, and answers that echo them. */
async function sayingIt(word: string): Promise<number> {
  const { core, account } = stage.gateway;
  const payloads = await core.documents.find<Doc>(COLLECTIONS.payloads, { account });
  const ids = payloads.map(({ _id }) => _id);
  const opened = [...(await core.vault.read(account, ids, 'STORE')).values()];
  return opened.filter((content) => JSON.stringify(content).includes(word)).length;
}

async function change(kind: 'edit' | 'revocation'): Promise<void> {
  stage.later(MINUTE_MS);
  const of = { original: ORIGINAL, at: stage.gateway.now };
  const message =
    kind === 'edit' ? editMessage({ ...of, to: textMessage({ text: 'second-words' }) }) : revokeMessage(of);
  await stage.gateway.receive(envelope({ messages: [message] }));
}

describe('what an endpoint echoed of a message', () => {
  test.each(['edit', 'revocation'] as const)('goes with the %s of it, and no other', async (kind) => {
    await stage.say(FIRST, { id: ORIGINAL });
    await stage.pass();
    expect(await sayingIt(FIRST)).toBe(2);
    await change(kind);
    expect(await sayingIt(FIRST)).toBe(0);
    expect(await sayingIt('another-message')).toBe(2);
    const rows = await stage.rows({ event: 'message.received' });
    expect(rows.map(({ state }) => state)).toEqual(['SUCCEEDED', 'SUCCEEDED']);
  });

  test('goes also where it comes only after that', async () => {
    await stage.pass();
    let answer = (): void => undefined;
    const isAsked = new Promise<void>((resolve) => {
      stage.receiver.answer = (got, response) => {
        answer = () => {
          response.writeHead(200).end(got.text);
        };
        resolve();
      };
    });
    await stage.say(FIRST, { id: ORIGINAL });
    const passing = stage.pass();
    await isAsked;
    await change('edit');
    stage.receiver.answer = 200;
    answer();
    await passing;
    expect(await sayingIt(FIRST)).toBe(1);
    const { core } = stage.gateway;
    await carryErasedOver(core);
    expect(await sayingIt(FIRST)).toBe(0);
    // Nobody looks for answers for ever.
    expect(await core.documents.count(COLLECTIONS.erasedPayloads, {})).toBe(1);
    stage.later(3 * MINUTE_MS);
    await carryErasedOver(core);
    expect(await core.documents.count(COLLECTIONS.erasedPayloads, {})).toBe(0);
  });
});
