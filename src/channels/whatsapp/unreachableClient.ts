import type { WhatsappClient } from './client.js';

const UNREACHABLE = { kind: 'UNREACHABLE' } as const;

/** For whoever has no provider to ask: the command line, and tests that do not send. */
export const unreachableClient: WhatsappClient = {
  send: () => Promise.resolve(UNREACHABLE),
  markRead: () => Promise.resolve(UNREACHABLE),
  uploadMedia: () => Promise.resolve(UNREACHABLE),
  listTemplates: () => Promise.resolve(UNREACHABLE),
  listGroups: () => Promise.resolve(UNREACHABLE),
  storage: () => Promise.resolve(UNREACHABLE),
  close: () => Promise.resolve(),
};
