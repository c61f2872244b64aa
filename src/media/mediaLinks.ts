import { DAY_MS, MINUTE_MS } from '../lib/clock.js';
import type { InboundMedia } from '../channels/inbound.js';
import type { Core } from '../events/core.js';
import type { Directory } from '../projections/directory.js';
import { createLinkKind } from './linkKind.js';

/** How long a link to a stored file works: long enough to be followed, too short to be kept. */
export const LINK_MS = 15 * MINUTE_MS;
/** The provider's ids from webhooks live so long; a file that nobody stores is there no longer (contracts: "Media"). */
const RELAY_MS = 7 * DAY_MS;

/** Whose file a link is for. The message is asked for again, through the gate, when it is followed. */
export interface StoredLink {
  readonly account: string;
  readonly message: string;
}

/** What a link to a file that is not stored carries, sealed: nobody keeps it but the one who has the link. PII. */
export interface RelayedLink {
  readonly account: string;
  readonly number: string;
  readonly media: Pick<InboundMedia, 'providerMediaId' | 'mimeType' | 'fileName' | 'sha256'>;
  /** The content's type, such as `image`. */
  readonly kind: string;
}

/** Whose audio a link is for. The recording is asked for again, through the gate, when it is followed. */
export interface RecordingLink {
  readonly account: string;
  readonly recording: string;
}

/** What a link to a recording of which nothing is stored carries, sealed. */
export interface RelayedRecordingLink {
  readonly account: string;
  readonly number: string;
  readonly accountSid: string;
  readonly recordingSid: string;
  readonly url: string | null;
}

/** Makes and reads the addresses of files; they need no other credentials, and give away nothing. */
export interface MediaLinks {
  toStored(link: StoredLink): Promise<string>;
  toRelayed(link: RelayedLink, isStoring: boolean): Promise<string>;
  toRecording(link: RecordingLink): Promise<string>;
  toRelayedRecording(link: RelayedRecordingLink, isStoring: boolean): Promise<string>;
  /** Null for what we did not make, or no longer honour. */
  readStored(token: string): Promise<StoredLink | null>;
  readRelayed(token: string): Promise<RelayedLink | null>;
  readRecording(token: string): Promise<RecordingLink | null>;
  readRelayedRecording(token: string): Promise<RelayedRecordingLink | null>;
}

/** @param publicUrl where clients reach us, without a trailing slash */
export function createMediaLinks(
  core: Core,
  directory: Pick<Directory, 'account'>,
  publicUrl: () => string,
): MediaLinks {
  const files = createLinkKind(core, directory, 'mediaLink', 'relayLink');
  const audio = createLinkKind(core, directory, 'recordingLink', 'relayRecordingLink');
  return {
    toStored: async ({ account, message }) =>
      `${publicUrl()}/media/${await files.sign(account, message, LINK_MS)}`,
    toRelayed: async (link, isStoring) =>
      `${publicUrl()}/media/relay/${await files.seal(link, relayMs(isStoring))}`,
    toRecording: async ({ account, recording }) =>
      `${publicUrl()}/media/recordings/${await audio.sign(account, recording, LINK_MS)}`,
    toRelayedRecording: async (link, isStoring) =>
      `${publicUrl()}/media/recordings/relay/${await audio.seal(link, relayMs(isStoring))}`,
    readStored: async (token) => {
      const read = await files.verify(token);
      return read && { account: read.account, message: read.id };
    },
    readRelayed: (token) => files.open<RelayedLink>(token),
    readRecording: async (token) => {
      const read = await audio.verify(token);
      return read && { account: read.account, recording: read.id };
    },
    readRelayedRecording: (token) => audio.open<RelayedRecordingLink>(token),
  };
}

function relayMs(isStoring: boolean): number {
  return isStoring ? LINK_MS : RELAY_MS;
}
