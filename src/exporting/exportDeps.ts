import type { Core } from '../events/core.js';
import type { Whom } from '../erasing/whom.js';
import type { MediaReader } from '../media/mediaReader.js';
import type { Directory } from '../projections/directory.js';
import type { CallReader } from '../reading/calls.js';
import type { ConversationReader } from '../reading/conversations.js';
import type { MessageReader } from '../reading/messages.js';
import type { RecordingReader } from '../reading/recordings.js';
import type { SendLogReader } from '../reading/sendLog.js';
import type { Sources } from './sources.js';

/** What an export reads with: the very readers that every other surface goes through. */
export interface ExportServices {
  readonly core: Core;
  readonly directory: Directory;
  readonly messages: MessageReader;
  readonly conversations: ConversationReader;
  readonly calls: CallReader;
  readonly recordings: RecordingReader;
  readonly sendLog: SendLogReader;
  readonly mediaReader: MediaReader;
}

export interface RecordsDeps {
  readonly services: ExportServices;
  readonly account: string;
  readonly sources: Sources;
  /** Of a contact's export. */
  readonly whom: Whom | null;
}
