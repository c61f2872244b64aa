import { describe, expect, it } from '@jest/globals';
import { setNumberPiiMode } from '../../../src/administration/numberPolicy.js';
import { systemContext } from '../../../src/administration/context.js';
import { DAY_MS } from '../../../src/lib/clock.js';
import { createTestGraphql } from '../../support/graphql.js';
import { envelope, reactionMessage, revokeMessage, textMessage, wamid } from '../../support/whatsapp.js';

const NOW = new Date('2026-03-01T12:00:00Z');
const ago = (days: number): Date => new Date(NOW.getTime() - days * DAY_MS);
const MARIA = { phone: '5511987654321', name: 'Maria Silva' };

describe('what a message is about', () => {
  it('says why it cannot be read: past its window, erased, or not stored', async () => {
    const graphql = await createTestGraphql({ now: NOW });
    const numberId = graphql.number._id;
    const [old, taken] = [wamid(), wamid()];
    const from = MARIA;
    await graphql.receive(
      envelope({
        contacts: [MARIA],
        messages: [
          textMessage({ from, at: ago(9), text: 'old', id: old }),
          textMessage({ from, at: ago(2), text: 'taken back', id: taken }),
          revokeMessage({ from, at: ago(2), original: taken }),
          textMessage({ from, at: ago(1), text: 'about the old', replyTo: old }),
          textMessage({ from, at: ago(1), text: 'about the taken', replyTo: taken }),
          textMessage({ from, at: ago(1), text: 'about an unknown', replyTo: wamid() }),
          reactionMessage({ from, at: ago(1), emoji: '🙏', to: wamid() }),
        ],
      }),
    );
    const read = async (): Promise<Record<string, unknown>> => {
      const { data, codes } = await graphql.run(
        'query ($numberId: ID!) { messages(numberId: $numberId) { edges { node { content repliesTo { content } repliesToState reactsTo { content } reactsToState } } } }',
        graphql.userOf('AGENT'),
        { numberId },
      );
      expect(codes).toEqual([]);
      const { edges } = data?.['messages'] as unknown as { edges: { node: { content: string } }[] };
      return Object.fromEntries(edges.map(({ node: { content, ...about } }) => [content, about]));
    };
    const nothing = { repliesTo: null, repliesToState: null, reactsTo: null, reactsToState: null };
    expect(await read()).toMatchObject({
      old: nothing,
      'about the old': { ...nothing, repliesTo: { content: 'old' }, repliesToState: 'PRESENT' },
      'about the taken': { ...nothing, repliesTo: { content: null }, repliesToState: 'ERASED' },
      'about an unknown': { ...nothing, repliesToState: 'NOT_STORED' },
      '🙏': { ...nothing, reactsToState: 'NOT_STORED' },
    });
    await setNumberPiiMode(graphql.core, systemContext(graphql.account), {
      ...{ numberId, mode: 'STORE_X_DAYS', piiRetentionDays: 7 },
    });
    expect(await read()).toMatchObject({ 'about the old': { ...nothing, repliesToState: 'EXPIRED' } });
  });
});
