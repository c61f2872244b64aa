import { describe, expect, it } from '@jest/globals';
import { isObjectType } from 'graphql';
import { graphqlSchema } from '../../../src/graphql/schema.js';

const RESOLVED: Readonly<Record<string, readonly string[] | undefined>> = {
  Webhook: ['number'],
  WebhookDelivery: ['number', 'payload', 'responses'],
  Account: ['lastSweep', 'nextSweepAt'],
  Actor: ['user'],
  ApiKey: ['number'],
  Call: ['conversation', 'number', 'parent', 'recordings'],
  Conversation: ['messages', 'number'],
  Erasure: ['receipt'],
  Hold: ['number'],
  Message: [
    'conversation',
    'number',
    'reactsTo',
    'reactsToState',
    'repliesTo',
    'repliesToState',
    'sendLogEntry',
    'status',
  ],
  Number: ['callsHookUrl', 'chatwoot', 'hookUrl', 'providerStorage', 'recordingsHookUrl'],
  Recording: ['call', 'number'],
  SendLogEntry: ['apiKey', 'message', 'number'],
  Sweep: ['failures', 'number', 'receipt'],
  Viewer: ['account', 'number', 'personalTokens', 'user'],
};

describe('what a page is made of', () => {
  const types = Object.values(graphqlSchema().getTypeMap()).filter(
    (type) => isObjectType(type) && !/^(__|Query$|Mutation$|Subscription$)/.test(type.name),
  );

  it.each(types.map((type) => [type.name, type] as const))('%s has plain fields', (name, type) => {
    const resolved = Object.values(isObjectType(type) ? type.getFields() : {})
      .filter(({ resolve }) => resolve)
      .map((field) => field.name)
      .sort();
    const expected = name.endsWith('Connection') ? ['totalCount'] : (RESOLVED[name] ?? []);
    expect(resolved).toEqual(expected);
  });

  it('has enums whose names are their values', () => {
    for (const type of Object.values(graphqlSchema().getTypeMap())) {
      if (!('getValues' in type) || type.name.startsWith('__')) continue;
      for (const { name, value } of type.getValues()) expect(value).toBe(name);
    }
  });
});
