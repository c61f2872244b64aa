import { randomBytes } from 'node:crypto';

export const TELEPHONY_KINDS = ['Calls', 'Recordings', 'Transcriptions'] as const;
export type TelephonyKind = (typeof TELEPHONY_KINDS)[number];

/** A fault for requests to come. */
export interface TelephonyFault {
  /** An error with this status and, where it is told, code of the provider's; or no answer at all. */
  readonly does: { readonly status: number; readonly code?: number } | 'HANG' | 'RESET';
  /** Which requests it meets; all. */
  readonly on?: TelephonyKind;
  readonly sid?: string;
  /** How many; 1. Null: all, until it is taken back. */
  readonly times?: number | null;
}

export interface StoredRecording {
  readonly callSid: string;
  readonly audio: Buffer;
  readonly mimeType: string;
}

/** What a telephony provider keeps, for tests and operators to fill and look at. */
export interface TelephonyDouble {
  addCall(sid?: string): string;
  /** With its call, if that is not there yet. */
  addRecording(recording?: Partial<StoredRecording> & { readonly sid?: string }): string;
  addTranscription(recordingSid: string): string;
  /** Whether it is there still. */
  has(sid: string): boolean;
  recording(sid: string): StoredRecording | null;
  transcriptionsOf(recordingSid: string): readonly string[];
  /** The provider deletes it no longer before it is final: error 20009. */
  setFinal(sid: string, isFinal: boolean): void;
  isFinal(sid: string): boolean;
  /** @returns false where there is none */
  remove(sid: string): boolean;
  /** What was deleted, in that order. */
  readonly deleted: readonly string[];
  fault(...faults: readonly TelephonyFault[]): void;
  takeFault(on: TelephonyKind, sid: string): TelephonyFault['does'] | null;
  /** Takes all faults back. */
  mend(): void;
  clear(): void;
}

/** Fits any token but nothing else: a test of a wrong one sets it. */
export interface TelephonyAccount {
  authToken: string | null;
}

export function createTelephonyState(): TelephonyDouble & TelephonyAccount {
  const calls = new Set<string>();
  const recordings = new Map<string, StoredRecording>();
  const transcriptions = new Map<string, string>();
  const unfinished = new Set<string>();
  const deleted: string[] = [];
  let faults: { readonly fault: TelephonyFault; left: number }[] = [];

  const addCall = (sid = newSid('CA')): string => {
    calls.add(sid);
    return sid;
  };
  return {
    authToken: null,
    addCall,
    addRecording: ({ sid = newSid('RE'), callSid, audio, mimeType = 'audio/mpeg' } = {}) => {
      recordings.set(sid, { callSid: addCall(callSid), audio: audio ?? randomBytes(4_096), mimeType });
      return sid;
    },
    addTranscription: (recordingSid) => {
      const sid = newSid('TR');
      transcriptions.set(sid, recordingSid);
      return sid;
    },
    has: (sid) => calls.has(sid) || recordings.has(sid) || transcriptions.has(sid),
    recording: (sid) => recordings.get(sid) ?? null,
    transcriptionsOf: (recordingSid) =>
      [...transcriptions].flatMap(([sid, of]) => (of === recordingSid ? [sid] : [])),
    setFinal: (sid, isFinal) => {
      if (isFinal) unfinished.delete(sid);
      else unfinished.add(sid);
    },
    isFinal: (sid) => !unfinished.has(sid),
    remove: (sid) => {
      const isThere = calls.delete(sid) || recordings.delete(sid) || transcriptions.delete(sid);
      if (isThere) deleted.push(sid);
      return isThere;
    },
    deleted,
    fault: (...added) => {
      for (const fault of added)
        faults.push({ fault, left: fault.times === null ? Infinity : (fault.times ?? 1) });
    },
    takeFault: (on, sid) => {
      const met = faults.find(
        ({ fault }) =>
          (fault.on === undefined || fault.on === on) && (fault.sid === undefined || fault.sid === sid),
      );
      if (!met) return null;
      met.left -= 1;
      if (met.left <= 0) faults = faults.filter((it) => it !== met);
      return met.fault.does;
    },
    mend: () => {
      faults = [];
    },
    clear: () => {
      for (const kept of [calls, recordings, transcriptions, unfinished]) kept.clear();
      deleted.length = 0;
      faults = [];
    },
  };
}

/** As the provider writes them: two letters and 32 hexadecimal digits. */
export function newSid(prefix: 'AC' | 'CA' | 'RE' | 'TR'): string {
  return prefix + randomBytes(16).toString('hex');
}
