import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import type { DocumentTexts } from '../../graphql/persistedDocuments.js';
import { builtSite } from './builtSite.js';

const manifest = z.record(z.string(), z.string());

/**
 * The documents that the dashboard asks by, as its build listed them. Each is checked against its id: what sessions may
 * be bound to must be what was built.
 * @param folder where the build is; null: there is none, and no document either
 * @throws Error where the list does not fit
 */
export function dashboardDocuments(folder = builtSite('dashboard')): DocumentTexts {
  const file = folder === null ? null : path.join(folder, 'documents.json');
  if (file === null || !existsSync(file)) return new Map();
  const texts = Object.entries(manifest.parse(JSON.parse(readFileSync(file, 'utf8'))));
  if (texts.some(([id, text]) => id !== idOf(text)))
    throw new Error('The dashboard’s documents.json is not as it was built: build it again (npm run build).');
  return new Map(texts);
}

function idOf(text: string): string {
  return `sha256:${createHash('sha256').update(text).digest('hex')}`;
}
