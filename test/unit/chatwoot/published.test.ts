import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { PUBLISHED, type PublishedOperation } from '../../support/chatwoot/published.js';
import {
  ADMIN_TOKEN,
  startChatwootDouble,
  type ChatwootDouble,
} from '../../support/chatwoot/chatwootDouble.js';

/** A body with everything that is required and refers to what is there. */
const BODIES: Readonly<Record<string, object>> = {
  'POST /accounts/{account_id}/inboxes': { name: 'Inbox', channel: { type: 'api', webhook_url: '' } },
  'PATCH /accounts/{account_id}/inboxes/{id}': { channel: { webhook_url: '' } },
  'POST /accounts/{account_id}/contacts': { inbox_id: 10, name: 'Bo' },
  'POST /accounts/{account_id}/contacts/{id}/contact_inboxes': { inbox_id: 10, source_id: 'other' },
  'POST /accounts/{account_id}/conversations': { source_id: 'source', inbox_id: 10, contact_id: 11 },
  'POST /accounts/{account_id}/conversations/{conversation_id}/messages': { content: 'Hi' },
  'PATCH /accounts/{account_id}/conversations/{conversation_id}/messages/{message_id}': { status: 'read' },
};

describe('the Chatwoot double and the published description', () => {
  let double: ChatwootDouble;
  beforeEach(async () => {
    double = await startChatwootDouble();
    const { state } = double;
    state.inboxes.push({ id: 10, name: 'A', channel_type: 'Channel::Api', webhook_url: null, secret: 's' });
    state.contacts.push({
      id: 11,
      name: 'Ada',
      phone_number: null,
      identifier: 'ada',
      inboxes: [{ inbox_id: 10, source_id: 'source' }],
    });
    state.conversations.push({ id: 12, inbox_id: 10, contact_id: 11, source_id: 'source', status: 'open' });
    state.messages.push({
      id: 13,
      conversation_id: 12,
      content: 'Hi',
      message_type: 'outgoing',
      private: false,
      source_id: null,
      content_attributes: {},
      files: [],
      attachments: [],
      status: 'sent',
      external_error: null,
      deleted: false,
    });
    state.nextId = 20;
  });
  afterEach(() => double.stop());

  const ask = async ({ method, path }: PublishedOperation, body: object | undefined, token = ADMIN_TOKEN) => {
    const id = path.includes('/inboxes/') ? '10' : '11';
    const place = path
      .replace('{account_id}', '1')
      .replace('{id}', id)
      .replace('{conversation_id}', '12')
      .replace('{message_id}', '13');
    const query = path.endsWith('/search') ? '?q=ada' : '';
    const answer = await fetch(`${double.url}/api/v1${place}${query}`, {
      method,
      headers: { api_access_token: token, 'content-type': 'application/json' },
      ...(body && { body: JSON.stringify(body) }),
    });
    const text = await answer.text();
    return {
      status: answer.status,
      body: text === '' ? null : (JSON.parse(text) as Record<string, unknown>),
    };
  };
  const bodyOf = ({ method, path }: PublishedOperation) => BODIES[`${method} ${path}`];

  it.each(PUBLISHED.map((operation) => [`${operation.method} ${operation.path}`, operation] as const))(
    '%s agrees',
    async (_name, operation) => {
      expect((await ask(operation, bodyOf(operation), 'nobody')).status).toBe(401);
      const { status, body } = await ask(operation, bodyOf(operation));
      expect(status).toBe(200);
      if (operation.answer === 'nothing') expect(body).toBeNull();
      else expect(body).toBeInstanceOf(Object);
      if (operation.answer.startsWith('payload')) expect(body).toHaveProperty(operation.answer);
      for (const field of operation.required) {
        const [first = '', second] = field.split('.');
        const whole = { ...bodyOf(operation) } as Record<string, unknown>;
        if (second === undefined) Reflect.deleteProperty(whole, first);
        else whole[first] = { ...(whole[first] as object), [second]: undefined };
        expect((await ask(operation, whole)).status).toBe(422);
      }
    },
  );

  it('asks for nothing that is not in the table', () => {
    for (const name of Object.keys(BODIES))
      expect(PUBLISHED.map(({ method, path }) => `${method} ${path}`)).toContain(name);
  });
});
