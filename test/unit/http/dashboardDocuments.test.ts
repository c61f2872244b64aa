import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { createPersistedDocuments } from '../../../src/graphql/persistedDocuments.js';
import { dashboardDocuments } from '../../../src/http/sites/dashboardDocuments.js';

const TEXT = 'query Viewer { viewer { role } }';
const ID = `sha256:${createHash('sha256').update(TEXT).digest('hex')}`;

describe('the documents of the dashboard', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(path.join(os.tmpdir(), 'lethe-documents-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));
  const write = (list: unknown): void =>
    writeFileSync(path.join(folder, 'documents.json'), JSON.stringify(list));

  it('are those that the build has listed; none without a build', () => {
    write({ [ID]: TEXT });
    expect([...dashboardDocuments(folder)]).toEqual([[ID, TEXT]]);
    expect([...dashboardDocuments(null)]).toEqual([]);
    expect([...dashboardDocuments(path.join(folder, 'nothing'))]).toEqual([]);
  });

  it('are refused where one is not what its id says', () => {
    write({ [ID]: `${TEXT} ` });
    expect(() => dashboardDocuments(folder)).toThrow('build it again');
  });

  it('are found by id, and by nothing else', () => {
    const persisted = createPersistedDocuments(new Map([[ID, TEXT]]), false);
    expect(persisted.textOf({ query: undefined, documentId: ID })).toBe(TEXT);
    expect(persisted.textOf({ query: '', documentId: ID })).toBe(TEXT);
    expect(persisted.textOf({ query: TEXT, documentId: undefined })).toBeNull();
    for (const documentId of [ID.toUpperCase(), '__proto__', { $ne: null }, 7, [ID]])
      expect(() => persisted.textOf({ query: null, documentId })).toThrow('no such document');
    expect(() => persisted.textOf({ query: TEXT, documentId: ID })).toThrow('either');
  });
});
