import { describe, test } from '@jest/globals';
import { apiKeyDecider, type ApiKeyEvent } from '../../../src/domain/apiKey/apiKey.js';
import { createApiKey } from '../../../src/domain/apiKey/createApiKey.js';
import { revokeApiKey } from '../../../src/domain/apiKey/revokeApiKey.js';
import { updateApiKeyRetention } from '../../../src/domain/apiKey/updateApiKeyRetention.js';
import {
  createPersonalToken,
  revokePersonalToken,
  tokenDecider,
  type TokenEvent,
} from '../../../src/domain/token/token.js';
import { specification } from '../../support/decider.js';

const now = new Date('2026-03-10T12:00:00.000Z');

describe('API key', () => {
  const given = specification(apiKeyDecider);
  const data = { name: 'Shop', number: null, retentionDays: 7, hash: 'h', prefix: 'lk_abcd', last4: 'wxyz' };
  const created: ApiKeyEvent = { type: 'ApiKeyCreated', data };
  const revoked: ApiKeyEvent = { type: 'ApiKeyRevoked', data: {} };

  test('is created, and refuses a retention that is none', () => {
    given()
      .when((state) => createApiKey(state, data))
      .then(created);
    given()
      .when((state) => createApiKey(state, { ...data, retentionDays: -1 }))
      .thenRefused('DAYS_INVALID');
  });

  test('its floor is what its retention had made due', () => {
    given(created)
      .when((state) => updateApiKeyRetention(state, { days: 30, now }))
      .then({
        type: 'ApiKeyRetentionUpdated',
        data: { from: 7, to: 30, floor: new Date('2026-03-03T12:00:00.000Z') },
      });
  });

  test('from 0 days nothing comes back', () => {
    given({ ...created, data: { ...data, retentionDays: 0 } })
      .when((state) => updateApiKeyRetention(state, { days: 30, now }))
      .then({ type: 'ApiKeyRetentionUpdated', data: { from: 0, to: 30, floor: now } });
  });

  test('the same retention and a second revocation change nothing', () => {
    given(created)
      .when((state) => updateApiKeyRetention(state, { days: 7, now }))
      .thenNothing();
    given(created).when(revokeApiKey).then(revoked);
    given(created, revoked).when(revokeApiKey).thenNothing();
    given(created, revoked)
      .when((state) => updateApiKeyRetention(state, { days: 8, now }))
      .thenRefused('NOT_FOUND');
    given().when(revokeApiKey).thenRefused('NOT_FOUND');
  });
});

describe('personal token', () => {
  const given = specification(tokenDecider);
  const data = { user: 'u1', name: 'Laptop', hash: 'h', last4: 'wxyz', expiresAt: null };
  const created: TokenEvent = { type: 'PersonalTokenCreated', data };
  const revoked: TokenEvent = { type: 'PersonalTokenRevoked', data: {} };

  test('expires in the future or never', () => {
    given()
      .when((state) => createPersonalToken(state, { ...data, now }))
      .then(created);
    given()
      .when((state) => createPersonalToken(state, { ...data, expiresAt: now, now }))
      .thenRefused('EXPIRY_INVALID');
    given()
      .when((state) => createPersonalToken(state, { ...data, expiresAt: new Date(NaN), now }))
      .thenRefused('EXPIRY_INVALID');
  });

  test("is revoked by its owner or an administrator; somebody else's does not exist", () => {
    given(created)
      .when((state) => revokePersonalToken(state, { owner: 'u1' }))
      .then(revoked);
    given(created)
      .when((state) => revokePersonalToken(state, { owner: null }))
      .then(revoked);
    given(created)
      .when((state) => revokePersonalToken(state, { owner: 'u2' }))
      .thenRefused('NOT_FOUND');
    given(created, revoked)
      .when((state) => revokePersonalToken(state, { owner: 'u1' }))
      .thenNothing();
  });
});
