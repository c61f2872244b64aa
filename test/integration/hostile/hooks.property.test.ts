import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { allHarmless, failuresOf, harmOf, request, RUNS, WITHIN_MS } from '../../support/hostile/harm.js';
import { bodyTargets, encoded, textOf } from '../../support/hostile/restTargets.js';
import { startHostileStage, type HostileStage } from '../../support/hostile/stage.js';
import { HOSTILE, type HostileValue } from '../../support/hostile/values.js';
import { envelope, everyMessageType, messageStatus } from '../../support/whatsapp.js';

describe('hostile input at hooks and plain addresses', () => {
  let stage: HostileStage;
  let values: readonly HostileValue[];

  beforeAll(async () => {
    stage = await startHostileStage();
    const references = stage.victim.references.map((value, at) => ({
      name: `the other’s reference ${String(at)}`,
      value,
    }));
    values = [...HOSTILE, ...references];
  }, WITHIN_MS);
  afterAll(() => stage.gateway.stop());

  it(
    'hooks take or refuse every body that is signed, and what they took can be read',
    async () => {
      const { gateway, attacker } = stage;
      const sender = { phone: '4915155500000', name: 'Sender' };
      const bodies = [
        envelope({
          messages: everyMessageType({ text: 'text', caption: 'caption', ...sender }),
          contacts: [sender],
        }),
        envelope({ statuses: [messageStatus('failed', { errors: [{ code: 1, title: 'x' }] })] }),
      ];
      const targets = bodies.flatMap((body, at) => bodyTargets(`hook ${String(at)}`, body));
      const post =
        (target: (typeof targets)[number], value: HostileValue) => async (): Promise<string | null> => {
          const response = await gateway.postWebhook(attacker.numberId, target.bodyWith(value.value));
          return harmOf(target.name, value, {
            status: response.status >= 500 ? 599 : response.status,
            text: await response.text(),
          });
        };
      await fc.assert(
        fc.asyncProperty(fc.infiniteStream(fc.nat()), async (picks) => {
          const work = targets.map((target) =>
            post(target, HOSTILE[Number(picks.next().value) % HOSTILE.length] ?? { name: '', value: null }),
          );
          expect(await allHarmless(work)).toEqual([]);
        }),
        { numRuns: Math.ceil(RUNS / 8), endOnFailure: true },
      );
      const fields =
        'edges { node { id from fromName content details media { id } conversation { from fromName lastMessagePreview } } } pageInfo { endCursor hasNextPage }';
      const query = `query ($n: ID!, $after: String) { messages(numberId: $n, first: 100, after: $after) { ${fields} } }`;
      for (let after: string | null = null, pages = 0; pages < 100; pages += 1) {
        const { text } = await request(stage, '/graphql', {
          method: 'POST',
          headers: { 'content-type': 'application/json', ...attacker.headers },
          body: JSON.stringify({ query, variables: { n: attacker.numberId, after } }),
        });
        const { data, errors } = JSON.parse(text) as {
          data: { messages: { pageInfo: { endCursor: string; hasNextPage: boolean } } };
          errors?: { extensions: object }[];
        };
        expect(errors?.map(({ extensions }) => extensions)).toBeUndefined();
        if (!data.messages.pageInfo.hasNextPage) break;
        after = data.messages.pageInfo.endCursor;
      }
    },
    WITHIN_MS,
  );

  it(
    'addresses, signing in and links refuse it',
    async () => {
      const headers = { 'content-type': 'application/json' };
      const work = values.flatMap((value) => {
        const text = encoded(textOf(value.value));
        const body = JSON.stringify({
          email: value.value,
          password: value.value,
          token: value.value,
          accountName: value.value,
          name: value.value,
        });
        const ask =
          (path: string, init: RequestInit = {}) =>
          async (): Promise<string | null> =>
            harmOf(path.slice(0, 20), value, await request(stage, path, init));
        const post = { method: 'POST', headers, body };
        return [
          ask(`/hooks/whatsapp/${text}`, post),
          ask(
            `/hooks/whatsapp/${stage.attacker.numberId}?hub.mode=subscribe&hub.verify_token=${text}&hub.verify_token[$ne]=x&hub.challenge=${text}`,
          ),
          ask(`/hooks/whatsapp/${stage.attacker.numberId}`, {
            ...post,
            headers: { ...headers, 'x-hub-signature-256': 'sha256=00' },
          }),
          ask(`/hooks/chatwoot/${text}/${text}`, post),
          ask(`/hooks/twilio/${text}/calls`, {
            ...post,
            headers: { 'content-type': 'application/x-www-form-urlencoded' },
            body: `CallSid=${text}&a[$ne]=1&__proto__[x]=1`,
          }),
          ask('/auth/sign-in', post),
          ask('/auth/setup', post),
          ask('/auth/accept-invitation', post),
          ask(`/setup?token=${text}&token[$ne]=1`),
          ask(`/invitation?token=${text}`),
          ask(`/media/${text}`),
          ask(`/${text}`),
        ];
      });
      expect(await allHarmless(work)).toEqual([]);
      for (const path of [
        '/v1/numbers/%',
        '/v1/numbers/%00',
        '/v1/numbers/%ff%fe',
        '/v1/numbers/..%2f..%2f',
        '/%c0%ae%c0%ae/',
        '//',
        '/v1/messages?page[$gt]=1&__proto__[a]=1',
      ])
        expect(
          (await request(stage, path, { headers: { 'x-api-key': stage.attacker.apiKey } })).status,
        ).toBeLessThan(500);
    },
    WITHIN_MS,
  );

  it('logged no failure of ours', () => {
    expect(failuresOf(stage)).toEqual([]);
  });
});
