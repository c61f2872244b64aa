import { expect, it } from '@jest/globals';
import { MAIN_COLLECTIONS } from '../../../src/events/collections.js';
import { createMongoCommitFeed } from '../../../src/events/mongoCommitFeed.js';
import { createMongoDocuments } from '../../../src/events/mongoDocuments.js';
import { deferred } from '../../../src/lib/deferred.js';
import { silentLog } from '../../../src/lib/log.js';
import { createBareStore } from '../../support/bareStore.js';
import { openTestDatabase } from '../../support/database.js';

it('whoever joins after an interruption is told all that others commit once it is watching again', async () => {
  const database = await openTestDatabase();
  const { client, db } = database;
  const documents = createMongoDocuments(client, db);
  const [own, other] = [createBareStore(documents, '00000000'), createBareStore(documents, '11111111')];
  const feed = createMongoCommitFeed(db, own, '00000000', silentLog);
  const append = (stream: string) =>
    other.append([{ account: 'a', stream, expectedVersion: 0, events: [{ type: 'Happened', data: {} }] }]);
  await documents.ensureIndexes(MAIN_COLLECTIONS);
  await feed.start();
  try {
    const [first, gap, last] = [deferred<string>(), deferred<undefined>(), deferred<string>()];
    feed.subscribe({
      onCommit: ({ stream }) => {
        first.resolve(stream);
      },
      onGap: () => {
        gap.resolve(undefined);
      },
    });
    await feed.watching();
    await append('first');
    expect(await first.promise).toBe('first');

    // Ends what watches the database, as a database that fails over does.
    await db.dropDatabase();
    await gap.promise;
    feed.subscribe({
      onCommit: ({ stream }) => {
        last.resolve(stream);
      },
    });
    await feed.watching();
    await documents.ensureIndexes(MAIN_COLLECTIONS);
    await append('last');
    expect(await last.promise).toBe('last');
  } finally {
    await feed.stop();
    await database.close();
  }
});
