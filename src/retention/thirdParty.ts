import type { CallReference, RecordingReference } from '../projections/callRows.js';

/** What became of something that a third party keeps. */
export type ThirdPartyDeletion =
  /** It is gone there, or was already. */
  | { readonly kind: 'DONE' }
  /** It is not final there yet: no failure, the next cycle tries again. */
  | { readonly kind: 'WAIT' }
  /** @param reason without PII: a status or a code */
  | { readonly kind: 'REFUSED'; readonly reason: string }
  | { readonly kind: 'UNREACHABLE' };

export interface Owner {
  readonly account: string;
  readonly number: string;
}

/** Whoever keeps calls and recordings for us, as the number's settings name it. Never throws for what that one does. */
export interface ThirdParty {
  /** Deletes the audio and its transcriptions. */
  deleteRecording(owner: Owner, reference: RecordingReference): Promise<ThirdPartyDeletion>;
  deleteCall(owner: Owner, reference: CallReference): Promise<ThirdPartyDeletion>;
}

/** Where nobody is to be asked. */
export const NO_THIRD_PARTY: ThirdParty = {
  deleteRecording: () => Promise.resolve({ kind: 'UNREACHABLE' }),
  deleteCall: () => Promise.resolve({ kind: 'UNREACHABLE' }),
};

/** Something at a third party was not deleted; the name is all that is told of it. */
export class NotDeletedThere extends Error {
  constructor(deletion: Extract<ThirdPartyDeletion, { kind: 'REFUSED' | 'UNREACHABLE' }>) {
    super('The third party did not delete it.');
    this.name =
      deletion.kind === 'REFUSED' ? `ThirdPartyRefused_${deletion.reason}` : 'ThirdPartyUnreachable';
  }
}
