import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { errorsPt } from '../../../dashboard/src/words/errors/pt.js';
import { ERROR_CODES } from '../../../src/lib/errors.js';

/** Where what is wrong with an input of the dashboard is found. */
const FOLDERS = ['src/administration', 'src/auth', 'src/domain', 'src/erasing', 'src/exporting'];
/** What the dashboard itself never sends wrongly, or is told by no page of it. */
const NOT_SHOWN = ['CURSOR_INVALID', 'PAGE_SIZE_INVALID'];

/** `invalid(field, 'CODE', …)` and `{ field, code: 'CODE', … }`. */
const CODE = /invalid\(\s*[^,()]+,\s*'([A-Z_]+)'|\bcode: '([A-Z_]{3,})'/g;

function codesIn(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .flatMap((name) => [...readFileSync(path.join(folder, name), 'utf8').matchAll(CODE)])
    .map(([, thrown, listed]) => thrown ?? listed ?? '');
}

describe('what the gateway refuses, in Portuguese', () => {
  it('has a sentence for every code that a page can be told', () => {
    const codes = new Set([...FOLDERS.flatMap(codesIn), ...ERROR_CODES]);
    // Else nothing was looked at.
    expect([...codes]).toEqual(expect.arrayContaining(['PASSWORD_WRONG', 'WINDOW_TOO_SHORT', 'CONFLICT']));
    const missing = [...codes].filter((code) => errorsPt[code] === undefined && !NOT_SHOWN.includes(code));
    expect(missing).toEqual([]);
  });

  it('ends each as a sentence', () => {
    expect(Object.values(errorsPt).filter((sentence) => !/^[A-ZÀ-Ú].*\.$/.test(sentence))).toEqual([]);
  });
});
