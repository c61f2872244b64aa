import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { startDatabase } from '../src/database/findDatabase.js';
import { toJson, toTable, type Line } from './support/report.js';
import type { Bench } from './support/suite.js';
import { deliveries } from './suites/deliveries.js';
import { footprint } from './suites/footprint.js';
import { ingest } from './suites/ingest.js';
import { reading } from './suites/reading.js';
import { sending } from './suites/sending.js';
import { subscription } from './suites/subscription.js';
import { sweep } from './suites/sweep.js';

/**
 * `npm run bench -- [suite…] [--json FILE] [--long]`: each measurement beside its baselines, in the same run on the
 * same database. Only the ratios mean something; read them, not the figures.
 */
const SUITES: Readonly<Record<string, (bench: Bench) => Promise<Line[]>>> = {
  ingest,
  reading,
  sweep,
  subscription,
  sending,
  deliveries,
  footprint,
};

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { json: { type: 'string' }, long: { type: 'boolean', default: false } },
});
const wanted = positionals.length > 0 ? positionals : Object.keys(SUITES);
const unknown = wanted.filter((name) => !(name in SUITES));
if (unknown.length > 0) {
  process.stderr.write(
    `No such suite: ${unknown.join(', ')}. There are ${Object.keys(SUITES).join(', ')}.\n`,
  );
  process.exit(2);
}

const log = (line: string): void => {
  process.stderr.write(`${line}\n`);
};
const folder = await mkdtemp(join(tmpdir(), 'lethe-bench-'));
const external = process.env['TEST_MONGODB_URI'];
const database = await startDatabase({
  dataDir: folder,
  ...(external !== undefined && { mongodbUri: external }),
});
log(database.description);
try {
  const lines: Line[] = [];
  for (const name of wanted) {
    lines.push(...((await SUITES[name]?.({ mongodbUri: database.uri, isLong: values.long, log })) ?? []));
  }
  process.stdout.write(`${toTable(lines)}\n`);
  if (values.json !== undefined) await writeFile(values.json, toJson(lines));
} finally {
  await database.stop();
  await rm(folder, { recursive: true, force: true });
}
