import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  ADMIN_TOKEN,
  startChatwootDouble,
  type ChatwootDouble,
} from '../../support/chatwoot/chatwootDouble.js';
import { createTestGraphql, type TestGraphql } from '../../support/graphql.js';

const CONNECT = `mutation ($input: ConnectChatwootInput!) {
  connectChatwoot(input: $input) { chatwoot { hookUrl } userErrors { code } }
}`;
const SHOW = `query ($id: ID!) { number(id: $id) { chatwoot { inboxId signed hookUrl } } }`;

describe('who may see and change the connection with Chatwoot', () => {
  let test: TestGraphql;
  let chatwoot: ChatwootDouble;
  beforeAll(async () => {
    test = await createTestGraphql();
    chatwoot = await startChatwootDouble();
  });
  afterAll(async () => {
    await test.services.chatwoot.stop();
    await chatwoot.stop();
  });
  const input = () => ({
    numberId: test.number._id,
    baseUrl: chatwoot.url,
    accountId: 1,
    apiAccessToken: ADMIN_TOKEN,
  });

  it('is changed by administrators alone', async () => {
    for (const asking of [test.userOf('AGENT'), test.keyOf(null)])
      expect((await test.run(CONNECT, asking, { input: input() })).codes).toEqual(['FORBIDDEN']);
    const { codes, data } = await test.run(CONNECT, test.userOf('ADMIN'), { input: input() });
    expect(codes).toEqual([]);
    expect(JSON.stringify(data)).toContain(chatwoot.state.inboxes[0]?.webhook_url);
  });

  it('shows the hook’s address, which holds a secret, to administrators alone', async () => {
    const shown = async (asking: Parameters<TestGraphql['run']>[1]): Promise<string> =>
      JSON.stringify((await test.run(SHOW, asking, { id: test.number._id })).data);
    expect(await shown(test.userOf('ADMIN'))).toContain('/hooks/chatwoot/');
    for (const asking of [test.userOf('AGENT'), test.keyOf(test.number._id)])
      expect(await shown(asking)).toContain('"signed":true,"hookUrl":null');
  });
});
