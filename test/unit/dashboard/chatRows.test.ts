import { describe, expect, it } from '@jest/globals';
import { replyWindow } from '../../../dashboard/src/pages/chat/replyWindow.js';
import { rowsOf, type ChatMessage } from '../../../dashboard/src/pages/chat/rows.js';

const NOW = Date.parse('2026-03-01T12:00:00Z');
const dayOf = (at: string): string => at.slice(0, 10);

let serial = 0;
function message(changes: Partial<ChatMessage> = {}): ChatMessage {
  serial += 1;
  return {
    id: String(serial),
    createdAt: '2026-03-01T11:00:00.000Z',
    direction: 'INBOUND',
    type: 'TEXT',
    from: '+447700900123',
    fromName: null,
    content: 'text',
    contentState: 'PRESENT',
    details: null,
    status: 'DELIVERED',
    editedAt: null,
    revokedAt: null,
    expiresAt: null,
    decidedBy: null,
    media: null,
    repliesTo: null,
    repliesToState: null,
    reactsTo: null,
    reactsToState: null,
    ...changes,
  };
}

describe('the lines of a conversation', () => {
  it('have a heading a day, and groups of one sender within one minute', () => {
    const rows = rowsOf(
      [
        message({ createdAt: '2026-02-28T23:59:58.000Z' }),
        message({ createdAt: '2026-03-01T11:00:01.000Z' }),
        message({ createdAt: '2026-03-01T11:00:59.000Z' }),
        message({ createdAt: '2026-03-01T11:00:59.500Z', direction: 'OUTBOUND' }),
        message({ createdAt: '2026-03-01T11:01:00.000Z', direction: 'OUTBOUND' }),
      ],
      NOW,
      dayOf,
    );
    const told = rows.map((row) =>
      row.kind === 'DAY' ? 'DAY' : `${row.isFirst ? 'first' : ''}${row.isLast ? 'last' : ''}`,
    );
    expect(told).toEqual(['DAY', 'firstlast', 'DAY', 'first', 'last', 'firstlast', 'firstlast']);
  });

  it('count the last reaction of each person at what it reacts to', () => {
    const target = message();
    const reaction = (from: string, content: string) =>
      message({ type: 'REACTION', from, content, reactsTo: { id: target.id } });
    const rows = rowsOf(
      [
        target,
        reaction('a', '👍'),
        reaction('b', '👍'),
        reaction('a', '🙏'),
        reaction('c', '👍'),
        reaction('c', ''),
      ],
      NOW,
      dayOf,
    );
    expect(rows).toHaveLength(2);
    expect(rows[1]).toMatchObject({
      reactions: [
        { emoji: '🙏', count: 1 },
        { emoji: '👍', count: 1 },
      ],
    });
  });

  it('show a reaction by itself where what it reacts to was not read', () => {
    const lone = message({ type: 'REACTION', reactsTo: { id: 'elsewhere' } });
    expect(rowsOf([lone], NOW, dayOf)).toHaveLength(2);
  });

  it('do not quote what has left its window since it was read', () => {
    const { id, content, type, direction, fromName, from } = message();
    const expiresAt = '2026-03-01T12:00:00.000Z';
    const answer = message({
      repliesTo: { id, content, type, direction, fromName, from, expiresAt },
      repliesToState: 'PRESENT',
    });
    const quoted = (now: number) => rowsOf([answer], now, dayOf)[1];
    expect(quoted(NOW - 1)).toMatchObject({ message: { repliesTo: { id }, repliesToState: 'PRESENT' } });
    expect(quoted(NOW)).toMatchObject({ message: { repliesTo: null, repliesToState: 'EXPIRED' } });
  });

  it('leave out what has left its window since it was read', () => {
    const going = message({ expiresAt: '2026-03-01T12:00:00.000Z' });
    expect(rowsOf([going], NOW - 1, dayOf)).toHaveLength(2);
    expect(rowsOf([going], NOW, dayOf)).toEqual([]);
  });
});

describe('the 24-hour window', () => {
  const at = (createdAt: string, direction: 'INBOUND' | 'OUTBOUND' = 'INBOUND') =>
    message({ createdAt, direction });

  it('is open for 24 hours after they last wrote', () => {
    expect(replyWindow([at('2026-02-28T12:00:00.001Z')], false, NOW)).toMatchObject({ state: 'OPEN' });
    expect(replyWindow([at('2026-02-28T12:00:00.000Z')], false, NOW)).toEqual({ state: 'CLOSED' });
  });

  it('is closed where they never wrote, and unknown where that was not read yet', () => {
    const own = at('2026-03-01T11:00:00.000Z', 'OUTBOUND');
    expect(replyWindow([own], false, NOW)).toEqual({ state: 'CLOSED' });
    expect(replyWindow([own], true, NOW)).toEqual({ state: 'UNKNOWN' });
    expect(replyWindow([at('2026-02-20T11:00:00.000Z', 'OUTBOUND'), own], true, NOW)).toEqual({
      state: 'CLOSED',
    });
  });
});
