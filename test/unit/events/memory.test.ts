import { createMemoryDocuments } from '../../../src/events/memoryDocuments.js';
import { documentsContract } from '../../support/contract/documents.js';
import { eventStoreContract } from '../../support/contract/eventStore.js';

const open = () => Promise.resolve({ documents: createMemoryDocuments(), close: () => Promise.resolve() });
documentsContract('in memory', open);
eventStoreContract('in memory', open);
