import { randomBytes } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { systemContext } from '../../../src/administration/context.js';
import { setNumberPiiMode } from '../../../src/administration/numberPolicy.js';
import type { MessageContent } from '../../../src/channels/inbound.js';
import type { ChatwootEvent, ReadFile } from '../../../src/relay/chatwoot/chatwootEvent.js';
import { createChatwootMediaReader } from '../../../src/relay/chatwoot/readChatwootMedia.js';
import { createMediaStage, type MediaStage } from '../../support/mediaStage.js';
import type { ProvidedFile } from '../../support/mediaProvider.js';

const CONTENT = randomBytes(100_000);

/** Through a provider over real HTTP and an object store; what agents get is Chatwoot's own tests' matter. */
describe('files for agents', () => {
  let stage: MediaStage;
  let file: ProvidedFile;
  let message: string;
  beforeEach(async () => {
    stage = await createMediaStage();
    file = stage.provider.add(CONTENT, 'image/jpeg');
    message = await stage.receive(file);
  });
  afterEach(() => stage.stop());

  const read = async (messageId: string): Promise<ReadFile> => {
    const { core, services, account, number } = stage.gateway;
    const present = await services.directory.number(account, number._id);
    const content = { type: 'image', media: mediaOf(file) } as MessageContent;
    const event: ChatwootEvent = {
      ...{ kind: 'MESSAGE', messageId, sourceId: messageId, direction: 'INBOUND' },
      ...{ person: null, group: null, content, answers: null },
    };
    return createChatwootMediaReader(core, services.media.reader)(present ?? number, event);
  };

  it('come from the object store, with a name where the sender gave none', async () => {
    await stage.gateway.services.media.copier.runDue();
    stage.provider.remove(file.id);
    const answer = await read(message);
    expect(answer).toMatchObject({ kind: 'FILE', file: { fileName: 'image.jpeg', mimeType: 'image/jpeg' } });
    expect(answer.kind === 'FILE' && answer.file.bytes.equals(CONTENT)).toBe(true);
  });

  it('are asked for again while they are on their way, and gone when nobody has them', async () => {
    stage.provider.onDescribe = (response) => response.writeHead(503).end();
    await stage.gateway.services.media.copier.runDue();
    await stage.gateway.services.media.copier.runDue();
    expect((await read(message)).kind).toBe('LATER');
    stage.provider.remove(file.id);
    expect((await read('a message that is not stored')).kind).not.toBe('FILE');
  });

  it('come from the provider where nothing is stored', async () => {
    const { core, account, number } = stage.gateway;
    await setNumberPiiMode(core, systemContext(account), { numberId: number._id, mode: 'RELAY_ONLY' });
    const answer = await read(message);
    expect(answer.kind === 'FILE' && answer.file.bytes.equals(CONTENT)).toBe(true);
    stage.provider.remove(file.id);
    expect(await read(message)).toEqual({ kind: 'GONE' });
  });
});

function mediaOf({ id: providerMediaId, mimeType, sha256 }: ProvidedFile) {
  const none = { fileName: null, caption: null, url: null };
  return { providerMediaId, mimeType, sha256, voice: false, animated: false, ...none };
}
