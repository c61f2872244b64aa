import { createMongoDocuments } from '../../../src/events/mongoDocuments.js';
import { documentsContract, type Opened } from '../../support/contract/documents.js';
import { eventStoreContract } from '../../support/contract/eventStore.js';
import { openTestDatabase } from '../../support/database.js';

const open = async (): Promise<Opened> => {
  const database = await openTestDatabase();
  return { documents: createMongoDocuments(database.client, database.db), close: () => database.close() };
};
documentsContract('on a server', open);
eventStoreContract('on a server', open);
