import { expect, test } from '@jest/globals';
import { updateDataRetention } from '../../../src/administration/accounts.js';
import { systemContext } from '../../../src/administration/context.js';
import { countRecords, retentionHistory } from '../../../src/retention/recordCounts.js';
import { createSweeps } from '../../../src/retention/sweeps.js';
import { createTestGateway } from '../../support/gateway.js';
import { envelope, textMessage } from '../../support/whatsapp.js';

test('days are counted by class: kept, due, and deleted by the day’s sweeps', async () => {
  const gateway = await createTestGateway({ now: new Date('2026-03-01T12:00:00Z') });
  const { core, account } = gateway;
  await gateway.receive(envelope({ messages: [textMessage({ at: gateway.now })] }));
  await countRecords(core, account);

  gateway.now = new Date('2026-03-02T18:00:00Z');
  await updateDataRetention(core, systemContext(account), { days: 1 });
  await countRecords(core, account);
  const due = await retentionHistory(core, account, 30);
  expect(due.map(({ date }) => date)).toEqual(['2026-03-01', '2026-03-02']);
  const messages = (day: (typeof due)[number] | undefined) =>
    day?.classes.find((one) => one.class === 'MESSAGES');
  expect(due.map(messages)).toEqual([
    { class: 'MESSAGES', kept: 1, due: 0, deleted: 0 },
    { class: 'MESSAGES', kept: 1, due: 1, deleted: 0 },
  ]);

  const sweeps = createSweeps(core);
  const by = { type: 'SYSTEM', id: 'system' } as const;
  const { _id: sweep } = await sweeps.request({ account, trigger: 'MANUAL', by });
  await sweeps.run({ account, sweep });
  await countRecords(core, account);
  const after = await retentionHistory(core, account, 1);
  expect(after.map(messages)).toEqual([{ class: 'MESSAGES', kept: 0, due: 0, deleted: 1 }]);
  expect(await retentionHistory(core, 'another account', 30)).toEqual([]);
});
