import type { Deletion, TelephonyAuth, TelephonyClient } from '../channels/telephony/client.js';
import { COLLECTIONS } from '../events/collections.js';
import type { Core } from '../events/core.js';
import { createPacer } from '../lib/pacer.js';
import type { NumberRow } from '../projections/rows.js';
import type { Owner, ThirdParty, ThirdPartyDeletion } from '../retention/thirdParty.js';
import { openSecrets } from './numberSecrets.js';

const NO_CREDENTIALS: ThirdPartyDeletion = { kind: 'REFUSED', reason: 'NO_CREDENTIALS' };

/**
 * The telephony providers of all numbers, asked with each number's own credentials.
 * @param perSecond requests a second to the provider, for all numbers together; 0: no limit
 */
export function createThirdParty(core: Core, client: TelephonyClient, perSecond: number): ThirdParty {
  const pacer = createPacer(perSecond);
  const ask = async (deletion: () => Promise<Deletion>): Promise<ThirdPartyDeletion> => {
    await pacer.take(1);
    return asDeletion(await deletion());
  };
  return {
    deleteRecording: async (owner, { accountSid, recordingSid }) => {
      const auth = await authOf(core, owner);
      if (!auth) return NO_CREDENTIALS;
      const recording = { accountSid, sid: recordingSid };
      await pacer.take(1);
      // They outlive the recording, and are known by it alone: so they go first.
      const transcriptions = await client.transcriptionsOf(auth, recording);
      if (!transcriptions) return { kind: 'UNREACHABLE' };
      for (const transcription of transcriptions) {
        const deletion = await ask(() => client.deleteTranscription(auth, transcription));
        if (deletion.kind !== 'DONE') return deletion;
      }
      return ask(() => client.deleteRecording(auth, recording));
    },
    deleteCall: async (owner, { accountSid, callSid }) => {
      const auth = await authOf(core, owner);
      if (!auth) return NO_CREDENTIALS;
      return ask(() => client.deleteCall(auth, { accountSid, sid: callSid }));
    },
  };
}

/** Of a removed number as well, whose secrets stay until nothing of it is left there. */
async function authOf(core: Core, { account, number }: Owner): Promise<TelephonyAuth | null> {
  const row = await core.documents.findOne<NumberRow>(COLLECTIONS.numbers, { _id: number, account });
  if (!row?.telephony) return null;
  const { telephony } = await openSecrets(core, account, row.secrets);
  return telephony && { accountSid: row.telephony.accountSid, authToken: telephony.authToken };
}

function asDeletion(deletion: Deletion): ThirdPartyDeletion {
  switch (deletion.kind) {
    case 'DONE':
    case 'GONE':
      return { kind: 'DONE' };
    case 'NOT_FINAL':
      return { kind: 'WAIT' };
    case 'REFUSED':
      return { kind: 'REFUSED', reason: String(deletion.code ?? deletion.status) };
    case 'UNREACHABLE':
      return { kind: 'UNREACHABLE' };
  }
}
