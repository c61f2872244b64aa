import { describe, expect, it } from '@jest/globals';
import type { RowListener } from '../../../src/events/rowFeed.js';
import type { DeliveryRow } from '../../../src/projections/webhookRows.js';
import { createDeliveryNews } from '../../../src/relay/webhooks/deliveryNews.js';

const row = (set: Partial<DeliveryRow>): DeliveryRow =>
  ({ _id: 'd', state: 'SUCCEEDED', attemptCount: 1, updatedAt: new Date(1_000), ...set }) as DeliveryRow;

const follow = () => {
  const watching: RowListener<DeliveryRow>[] = [];
  const news = createDeliveryNews((listener) => {
    watching.push(listener);
    return () => watching.splice(watching.indexOf(listener), 1);
  });
  const heard: DeliveryRow[] = [];
  let gaps = 0;
  const stop = news.follow({
    onRow: (told) => heard.push(told),
    onGap: () => {
      gaps += 1;
    },
  });
  return { news, watching, heard, stop, gaps: () => gaps };
};

describe('news of deliveries', () => {
  it('tell each change once, whether it is known here or by the database first', () => {
    const { news, watching, heard } = follow();
    const [first, second] = [row({}), row({ updatedAt: new Date(2_000), attemptCount: 2 })];
    news.tell(first);
    watching[0]?.onRow({ ...first });
    watching[0]?.onRow({ ...second });
    news.tell(second);
    expect(heard).toEqual([first, second]);
  });

  it('are not that somebody takes one in hands, or that one waits for its first try', () => {
    const { watching, heard } = follow();
    watching[0]?.onRow(row({ state: 'PENDING', claim: 'somebody' }));
    watching[0]?.onRow(row({ state: 'PENDING', attemptCount: 0 }));
    const failed = row({ state: 'PENDING' });
    watching[0]?.onRow(failed);
    expect(heard).toEqual([failed]);
  });

  it('tell of gaps, and watch only while somebody follows', () => {
    const { watching, stop, gaps } = follow();
    watching[0]?.onGap();
    expect(gaps()).toBe(1);
    stop();
    expect(watching).toEqual([]);
  });
});
