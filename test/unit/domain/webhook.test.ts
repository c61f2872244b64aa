import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { webhookDecider, type WebhookEvent } from '../../../src/domain/webhook/webhook.js';
import {
  createWebhook,
  deleteWebhook,
  disableWebhook,
  rotateWebhookSecret,
  updateWebhook,
} from '../../../src/domain/webhook/webhookCommands.js';
import { isSubscribed, WEBHOOK_EVENTS } from '../../../src/domain/webhook/webhookEvents.js';

const SETTINGS = {
  number: 'n',
  name: 'Hook',
  url: 'https://example.org/hook?token=1',
  events: ['*'],
  ordered: false,
};
const CREATED: WebhookEvent = { type: 'WebhookCreated', data: SETTINGS, payload: 'p1' };
const given = (...events: WebhookEvent[]) => events.reduce(webhookDecider.evolve, webhookDecider.initial);
const codesOf = (work: () => unknown): unknown => {
  try {
    return work();
  } catch (error) {
    return (error as { errors?: { code: string }[] }).errors?.map(({ code }) => code);
  }
};

describe('a webhook', () => {
  test('is made tidy', () => {
    const settings = { ...SETTINGS, name: ' Hook ', events: ['message.read', 'message.read'] };
    expect(createWebhook(given(), { settings, secrets: 'p1' })).toEqual([
      { type: 'WebhookCreated', data: { ...SETTINGS, events: ['message.read'] }, payload: 'p1' },
    ]);
  });

  test.each([
    'http://',
    'ftp://example.org',
    'example.org',
    'https://a:b@example.org',
    'https://example.org/#x',
    'https://example.org:0/',
    `https://example.org/${'x'.repeat(2_048)}`,
    'javascript:alert(1)',
  ])('of %p is refused', (url) => {
    const settings = { ...SETTINGS, url };
    expect(codesOf(() => createWebhook(given(), { settings, secrets: 'p' }))).toEqual(['URL_INVALID']);
  });

  test('changes only what differs', () => {
    expect(updateWebhook(given(CREATED), { name: 'Hook', events: ['*'] })).toEqual([]);
    expect(updateWebhook(given(CREATED), { isActive: false, name: 'Other' })).toEqual([
      {
        type: 'WebhookUpdated',
        data: { from: { name: 'Hook', isActive: true }, to: { name: 'Other', isActive: false } },
      },
    ]);
  });

  test('is disabled once, and can be activated again', () => {
    const disabled: WebhookEvent = { type: 'WebhookDisabled', data: { reason: 'GONE' } };
    expect(disableWebhook(given(CREATED), 'GONE')).toEqual([disabled]);
    expect(disableWebhook(given(CREATED, disabled), 'FAILING')).toEqual([]);
    expect(updateWebhook(given(CREATED, disabled), { isActive: true })).toHaveLength(1);
  });

  test('that is deleted is not there', () => {
    const state = given(CREATED, { type: 'WebhookDeleted', data: {} });
    expect(disableWebhook(state, 'GONE')).toEqual([]);
    for (const command of [
      () => updateWebhook(state, { name: 'x' }),
      () => rotateWebhookSecret(state, 'p2'),
      () => deleteWebhook(state),
    ])
      expect(command).toThrow('No such webhook');
  });

  test('subscribes to what its list says: all with *, nothing when it is empty', () => {
    fc.assert(
      fc.property(fc.subarray([...WEBHOOK_EVENTS]), fc.constantFrom(...WEBHOOK_EVENTS), (list, event) => {
        expect(isSubscribed(list, event)).toBe(list.includes(event));
        expect(isSubscribed([...list, '*'], event)).toBe(true);
        expect(isSubscribed([], event)).toBe(false);
      }),
    );
  });
});
