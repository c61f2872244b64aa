import { expect, test } from '@jest/globals';
import type { Log } from '../../../src/lib/log.js';
import { everythingStored } from '../../support/core.js';
import { acceptedBy, refusedWith } from '../../support/sending/fakeClient.js';
import { createSendStage, RECIPIENT } from '../../support/sending/stage.js';

const CANARY = 'canary-text-of-a-send';
const SECRETS = [CANARY, 'canary-label', 'canary-key', RECIPIENT, RECIPIENT.slice(1), 'wamid.'];

test.each([0, 30])(
  'a key that keeps %i days: no PII outside of a sealed payload while a send is queued, running, failed or done',
  async (retentionDays) => {
    const lines: string[] = [];
    const write = (fields: object, message: string): void => {
      lines.push(JSON.stringify({ ...fields, message }));
    };
    const log: Log = { debug: write, info: write, warn: write, error: write };
    const stage = await createSendStage({ retentionDays, log });
    const expectClean = async (): Promise<void> => {
      const all = `${await everythingStored(stage.gateway.core)}${lines.join('')}`;
      expect(SECRETS.map((secret) => all.includes(secret))).toEqual(SECRETS.map(() => false));
      const payloads = await stage.rows<{ _id: string; scope: string }>('payloads');
      const isLogged = payloads.some(({ scope }) => scope.startsWith('sendLog:'));
      expect(isLogged).toBe(retentionDays > 0);
    };
    const send = () =>
      stage.send({
        content: { type: 'text', body: CANARY },
        labels: ['canary-label'],
        idempotency: { key: 'canary-key', body: CANARY },
      });
    await send();
    await expectClean();
    stage.client.answer = async (message) => {
      await expectClean();
      return acceptedBy(message);
    };
    await stage.drain();
    await expectClean();
    for (const answer of [
      () => refusedWith({ class: 'NEVER', code: 131_047 }),
      () => refusedWith({}),
      () => ({ kind: 'UNKNOWN' }) as const,
      () => Promise.reject(new Error(CANARY)),
    ]) {
      stage.client.answer = answer;
      await stage.send({ content: { type: 'text', body: CANARY }, labels: ['canary-label'] });
      await stage.drain();
      await expectClean();
    }
    expect(stage.client.asked.length).toBeGreaterThan(2);
  },
);
