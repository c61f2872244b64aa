import { setTimeout as delay } from 'node:timers/promises';
import { runGateway } from '../../dist/src/gateway.js';

const STEP_ROWS = 20;
/** Between its steps, so that others work meanwhile; after the second one so long that a kill finds it outside of a step. */
const [PAUSE_MS, LONG_PAUSE_MS] = [40, 1_500];

/** What a version to come may bring: every row of the messages' read model is rewritten, each once. */
const rewriteMessages = {
  version: 2,
  name: 'messages are marked',
  up: async ({ documents }, checkpoint) => {
    for (let step = 1; ; step += 1) {
      const unmarked = { markedTimes: { $exists: false } };
      const rows = await documents.find('messages', unmarked, { limit: STEP_ROWS, fields: ['account'] });
      if (rows.length === 0) return;
      const mark = ({ _id, account }) => ({ filter: { _id, account }, inc: { markedTimes: 1 } });
      await documents.update('messages', rows.map(mark));
      await checkpoint();
      await delay(step === 2 ? LONG_PAUSE_MS : PAUSE_MS);
    }
  },
};

/** The compiled gateway of a version that has a migration. */
await runGateway(undefined, { migrations: [rewriteMessages] });
