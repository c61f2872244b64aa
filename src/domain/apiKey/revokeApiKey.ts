import { notFound } from '../../lib/errors.js';
import type { ApiKeyEvent, ApiKeyState } from './apiKey.js';

/** Ends the key for good. Revoking it again changes nothing. */
export function revokeApiKey(state: ApiKeyState): readonly ApiKeyEvent[] {
  if (state.kind === 'NONE') throw notFound('API key');
  return state.kind === 'REVOKED' ? [] : [{ type: 'ApiKeyRevoked', data: {} }];
}
