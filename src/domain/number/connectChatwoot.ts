import { invalid } from '../../lib/errors.js';
import type { ChatwootSettings, NumberEvent, NumberState } from './number.js';
import { liveNumber } from './numberChecks.js';

/**
 * Connects the number with an inbox of Chatwoot, in place of the one before.
 * @param command.secrets the payload with the token and the secrets of the hook
 */
export function connectChatwoot(
  state: NumberState,
  command: { readonly settings: ChatwootSettings; readonly secrets: string },
): readonly NumberEvent[] {
  const { chatwoot } = liveNumber(state);
  const data = { from: chatwoot?.settings ?? null, to: command.settings };
  return [{ type: 'ChatwootConnected', data, payload: command.secrets }];
}

/** @throws InvalidInput when it is connected with none */
export function disconnectChatwoot(state: NumberState): readonly NumberEvent[] {
  const { chatwoot } = liveNumber(state);
  if (!chatwoot)
    throw invalid('numberId', 'NOT_CONNECTED', 'The number is not connected with a Chatwoot inbox.');
  return [{ type: 'ChatwootDisconnected', data: { from: chatwoot.settings } }];
}
