import { describe, expect, test } from '@jest/globals';
import { ESLint } from 'eslint';

const eslint = new ESLint({ overrideConfigFile: 'scripts/lint/arrows.config.mjs' });

/** Ids of the rules that refuse `code` in a file of that name; the file need not exist. */
const refusedBy = async (filePath: string, code: string): Promise<(string | null)[]> => {
  const [result] = await eslint.lintText(code, { filePath });
  return result?.messages.map((message) => message.ruleId) ?? [];
};

const ARROWS = 'local/import-arrows';

describe('import arrows', () => {
  test.each([
    ['src/lib/retry.ts', '../domain/message/state.js'],
    ['src/domain/message/decide.ts', '../../events/store.js'],
    ['src/domain/message/decide.ts', 'mongodb'],
    ['src/domain/message/decide.ts', 'node:crypto'],
    ['src/events/store.ts', '../projections/messages.js'],
    ['src/projections/messages.ts', '../retention/policy.js'],
    ['src/projections/messages.ts', '../relay/outbox.js'],
    ['src/retention/sweep.ts', '../relay/outbox.js'],
    ['src/relay/outbox.ts', '../retention/sweep.js'],
    ['src/relay/outbox.ts', '../graphql/context.js'],
    ['src/channels/whatsapp/parse.ts', '../../domain/message/events.js'],
    ['src/channels/whatsapp/parse.ts', 'mongodb'],
    ['src/storage/s3.ts', '../events/store.js'],
    ['src/storage/s3.ts', 'mongodb'],
    ['src/database/finder.ts', '../events/store.js'],
    ['src/http/server.ts', 'mongodb'],
    ['src/sending/worker.ts', '../providerDouble/createProviderDouble.js'],
    ['src/providerDouble/state.ts', '../events/store.js'],
    ['src/http/server.ts', '../app.js'],
    ['src/graphql/server.ts', 'mongodb'],
    ['src/cli/doctor.ts', 'mongodb'],
    ['resolvers/message.resolver.ts', 'mongodb'],
    ['resolvers/message.resolver.ts', '../src/app.js'],
    ['jobs/sweepAccounts.job.ts', 'mongodb'],
    ['src/events/store.ts', '../../test/support/store.js'],
  ])('%s may not import %s', async (file, target) => {
    expect(await refusedBy(file, `import { x } from '${target}';`)).toEqual([ARROWS]);
  });

  test.each([
    ['src/domain/message/decide.ts', '../../lib/errors.js'],
    ['src/domain/message/decide.ts', '../account/state.js'],
    ['src/events/store.ts', 'mongodb'],
    ['src/events/store.ts', '../domain/message/events.js'],
    ['src/projections/messages.ts', '../events/store.js'],
    ['src/retention/sweep.ts', '../projections/messages.js'],
    ['src/relay/outbox.ts', '../channels/channel.js'],
    ['src/channels/whatsapp/parse.ts', 'node:crypto'],
    ['src/database/finder.ts', 'mongodb'],
    ['resolvers/message.resolver.ts', '../src/retention/policy.js'],
    ['src/app.ts', 'mongodb'],
    ['src/app.ts', './http/server.js'],
    ['src/gateway.ts', './app.js'],
    ['src/cli/serve.ts', '../app.js'],
    ['test/e2e/mainJob.test.ts', '../../src/app.js'],
    ['bench/ingest.ts', 'mongodb'],
  ])('%s may import %s', async (file, target) => {
    expect(await refusedBy(file, `import { x } from '${target}';`)).toEqual([]);
  });

  test.each([
    "import type { Db } from 'mongodb';",
    "export { x } from '../retention/policy.js';",
    "export * from '../retention/policy.js';",
    "await import('../retention/policy.js');",
    "export type X = import('mongodb').Db;",
  ])('sees %s', async (code) => {
    expect(await refusedBy('src/http/server.ts', code.replace('retention/policy', 'app'))).toEqual([ARROWS]);
  });

  test('a file of src outside every layer is refused until it has a line in the table', async () => {
    expect(await refusedBy('src/misc/thing.ts', 'export const x = 1;')).toEqual([ARROWS]);
  });
});

test.each(['./index.js', '.', '..', './', '../message/index.js'])('no barrel: %s', async (target) => {
  expect(await refusedBy('src/domain/message/decide.ts', `import { x } from '${target}';`)).toContain(
    'local/no-barrels',
  );
});

test('no index files', async () => {
  expect(await refusedBy('src/domain/message/index.ts', 'export const x = 1;')).toEqual(['local/no-barrels']);
});

test('a disabled rule is named and has its reason', async () => {
  const rule = 'local/disable-needs-reason';
  const refused = async (comment: string): Promise<boolean> =>
    (await refusedBy('src/lib/x.ts', `${comment}\nexport const x = 1;`)).includes(rule);
  expect(await refused('// eslint-disable-next-line no-undef')).toBe(true);
  expect(await refused('/* eslint-disable */')).toBe(true);
  expect(await refused('/* eslint-disable -- everything is fine */')).toBe(true);
  expect(await refused('// eslint-disable-next-line no-undef -- the global is declared by the host')).toBe(
    false,
  );
});
