import type { MediaAnswer, MediaDownload } from '../whatsapp/media.js';

/** HTTP basic authentication with a telephony provider (contracts/telephony.md: `AccountSid:AuthToken`). */
export interface TelephonyAuth {
  readonly accountSid: string;
  readonly authToken: string;
}

/** Something of a provider's, by its own ids. */
export interface TelephonyResource {
  /** Of the account that it is in, which may be below the one that asks. */
  readonly accountSid: string;
  readonly sid: string;
}

/** What became of a deletion. */
export type Deletion =
  | { readonly kind: 'DONE' }
  /** It was gone already, which is as good. */
  | { readonly kind: 'GONE' }
  /** The provider does not delete what is not final (its error 20009): no failure, to be tried in the next cycle. */
  | { readonly kind: 'NOT_FINAL' }
  /** @param code the provider's own, where it told one; `status` the HTTP status */
  | { readonly kind: 'REFUSED'; readonly status: number; readonly code: number | null }
  /** No connection, no answer in time, or "later". */
  | { readonly kind: 'UNREACHABLE'; readonly retryAfterMs: number | null };

/** Audio on its way. */
export interface RecordingDownload extends MediaDownload {
  /** `Content-Range` of a part; null: it is the whole. */
  readonly contentRange: string | null;
}

/**
 * A provider of Twilio's shape (Twilio, SignalWire's LaML, Telnyx' TeXML). No method throws for what a provider or a
 * network can do, and none tries anything twice.
 */
export interface TelephonyClient {
  deleteRecording(auth: TelephonyAuth, recording: TelephonyResource): Promise<Deletion>;
  deleteCall(auth: TelephonyAuth, call: TelephonyResource): Promise<Deletion>;
  deleteTranscription(auth: TelephonyAuth, transcription: TelephonyResource): Promise<Deletion>;
  /** The transcriptions of a recording, which outlive it; null: they cannot be asked for at this moment. */
  transcriptionsOf(
    auth: TelephonyAuth,
    recording: TelephonyResource,
  ): Promise<readonly TelephonyResource[] | null>;
  /**
   * Begins to read the audio.
   * @param url as the provider told it; null, or one that is not the provider's: it is made from the ids
   * @param range the header `Range` of whoever wants only a part
   * @param signal ends the download as well
   */
  openRecording(
    auth: TelephonyAuth,
    recording: TelephonyResource & { readonly url: string | null },
    range: string | undefined,
    signal: AbortSignal,
  ): Promise<MediaAnswer<RecordingDownload>>;
}
