import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { runCommand } from '../../../src/cli/program.js';
import type { SignedReceipt } from '../../../src/domain/receipt/receipt.js';
import { COLLECTIONS } from '../../../src/events/collections.js';
import { createMemoryDocuments } from '../../../src/events/memoryDocuments.js';
import type { ReceiptRow } from '../../../src/projections/receipts.js';
import { createReceiptSigner } from '../../../src/retention/receipts/signing.js';
import { createTestCli } from '../../support/cli.js';
import { createWorld } from '../../support/retention/world.js';

let folder: string;
let receipts: readonly SignedReceipt[];
let publicKey: string;
let keyFile: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'lethe-'));
  const world = await createWorld(createMemoryDocuments(), createMemoryDocuments());
  await world.addAccount('a', ['a1']);
  for (let run = 0; run < 3; run += 1) await world.sweep('a');
  const rows = await world.core.documents.find<ReceiptRow>(
    COLLECTIONS.receipts,
    {},
    { sort: { sequence: 1 } },
  );
  receipts = rows.map(({ body, hash, signature }) => ({ body, hash, signature }));
  ({ publicKey } = createReceiptSigner(world.core));
  keyFile = join(folder, 'key.pem');
  writeFileSync(keyFile, publicKey);
});

afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

const fileOf = (name: string, list: readonly SignedReceipt[]): string => {
  const path = join(folder, `${name}.json`);
  writeFileSync(path, JSON.stringify({ account: 'a', keyId: 'k', publicKey, receipts: list }));
  return path;
};

async function verify(...args: readonly string[]): Promise<{ code: number; said: string }> {
  const test = createTestCli();
  const code = await runCommand(['receipts', 'verify', ...args], test.cli);
  return { code, said: test.stdout() + test.stderr() };
}

describe('lethe receipts verify', () => {
  test('takes a file as it was issued, offline', async () => {
    const { code, said } = await verify(fileOf('good', receipts), '--key', keyFile);
    expect([code, said]).toEqual([0, expect.stringContaining('3 receipts')]);
  });

  test('says which one is wrong', async () => {
    const removed = await verify(fileOf('removed', [...receipts.slice(0, 1), ...receipts.slice(2)]));
    expect([removed.code, removed.said]).toEqual([1, expect.stringContaining('Receipt 2 is wrong')]);
    const changed = receipts.map((receipt, index) =>
      index === 2 ? { ...receipt, body: { ...receipt.body, asOf: '2020-01-01T00:00:00.000Z' } } : receipt,
    );
    const answer = await verify(fileOf('changed', changed), '--key', keyFile);
    expect([answer.code, answer.said]).toEqual([1, expect.stringContaining('Receipt 3 is wrong')]);
  });

  test('sees a missing end by a hash that is known from elsewhere', async () => {
    const cut = fileOf('cut', receipts.slice(0, 2));
    expect((await verify(cut, '--key', keyFile)).code).toBe(0);
    const { code, said } = await verify(cut, '--key', keyFile, '--hash', receipts[2]?.hash ?? '');
    expect([code, said]).toEqual([1, expect.stringContaining('the end is missing')]);
  });

  test('refuses what is no such file', async () => {
    expect((await verify(keyFile)).code).toBe(1);
    expect((await verify(join(folder, 'nothing.json'))).code).toBe(1);
  });

  test('is not needed: the program of docs/receipts.md does the same', () => {
    const [, program = ''] = /```js\n([\s\S]*?)```/.exec(readFileSync('docs/receipts.md', 'utf8')) ?? [];
    const script = join(folder, 'verify.mjs');
    writeFileSync(script, program);
    const run = (path: string): string =>
      execFileSync(process.execPath, [script, path, keyFile], { encoding: 'utf8', stdio: 'pipe', env: {} });
    expect(run(fileOf('good', receipts))).toContain('in their place');
    expect(() => run(fileOf('moved', receipts.toReversed()))).toThrow('Receipt 1 is wrong.');
  });
});
