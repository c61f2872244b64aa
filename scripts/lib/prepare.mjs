import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, existsSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync, gzipSync } from 'node:zlib';

/** What must be true before anything of ours can run. Only Node's own modules: it runs where nothing is installed. */
export const root = fileURLToPath(new URL('../..', import.meta.url));
const at = (...parts) => path.join(root, ...parts);

const MINIMUM_NODE = [20, 19];
const SOURCES = ['src', 'resolvers', 'jobs', 'schema', 'bench'];
const CONFIGS = ['package-lock.json', 'tsconfig.json', 'tsconfig.build.json'];
/** What Vite builds for browsers, each folder into dist/<folder>. */
const SITES = ['dashboard', 'playground'];
const SITE_CONFIGS = ['schema/schema.graphql', 'codegen.yml', 'package-lock.json', 'tsconfig.json'];
const ASSET = /\.(html|css|svg|graphql|ya?ml)$/;

/** Thrown with a text meant for the person at the terminal; print its message, not its stack. */
export class PrepareError extends Error {}

const say = (line) => process.stderr.write(`${line}\n`);

const checkNode = () => {
  const [major, minor] = process.versions.node.split('.').map(Number);
  const [wantedMajor, wantedMinor] = MINIMUM_NODE;
  if (major > wantedMajor || (major === wantedMajor && minor >= wantedMinor)) return;
  throw new PrepareError(`Lethe needs Node ${MINIMUM_NODE.join('.')} or newer; this is ${process.version}.`);
};

const readJson = (file) => {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return null;
  }
};

/** True when npm's own record of node_modules has every package of the lock: somebody ran `npm install` by hand. */
const matchesLock = () => {
  const wanted = readJson(at('package-lock.json'))?.packages ?? {};
  const present = readJson(at('node_modules/.package-lock.json'))?.packages;
  if (!present) return false;
  return Object.entries(wanted).every(
    ([name, entry]) =>
      name === '' || entry.optional || entry.peer || present[name]?.version === entry.version,
  );
};

/** npm's own script where npm started us: it is then the same npm, and no shell is needed on Windows. */
const npm = (args) => {
  const cli = process.env.npm_execpath;
  const options = { cwd: root, encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 };
  if (cli?.endsWith('npm-cli.js')) return spawnSync(process.execPath, [cli, ...args], options);
  return spawnSync('npm', args, { ...options, shell: process.platform === 'win32' });
};

const run = (what, result) => {
  if (result.status === 0) return;
  const output = [result.error?.message, result.stdout, result.stderr].filter(Boolean).join('\n').trim();
  throw new PrepareError(`${what} failed.\n${output}`);
};

/** Installs the packages of package-lock.json, unless they are there for this lock and this Node. */
export const ensureInstalled = () => {
  checkNode();
  const stampFile = at('node_modules/.lethe-stamp.json');
  const lock = createHash('sha256')
    .update(readFileSync(at('package-lock.json')))
    .digest('hex');
  const stamp = readJson(stampFile);
  const sameNode = stamp === null || stamp.node === process.version;
  if (stamp?.lock === lock && sameNode) return;
  if (!sameNode || !matchesLock()) {
    say('Installing packages (once, a minute or two) ...');
    run('npm ci', npm(['ci', '--include=dev']));
  }
  writeFileSync(stampFile, JSON.stringify({ lock, node: process.version }));
};

const filesUnder = (folder) =>
  existsSync(at(folder))
    ? readdirSync(at(folder), { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map((entry) => path.relative(root, path.join(entry.parentPath, entry.name)))
        .sort()
    : [];

const hashOf = (files) => {
  const hash = createHash('sha256');
  for (const file of files)
    hash
      .update(`${file}\0`)
      .update(readFileSync(at(file)))
      .update('\0');
  return hash.digest('hex');
};

/**
 * Compiles into dist/, unless it was built from exactly these files. It is built beside and swapped in, so a failed
 * build leaves the old one, and neither is ever taken for current.
 */
export const ensureBuilt = () => {
  const sources = SOURCES.flatMap(filesUnder);
  const hash = hashOf([...sources, ...CONFIGS]);
  if (readJson(at('dist/.stamp.json'))?.hash === hash) return;
  say('Building ...');
  // At the depth of dist/, so that paths in source maps stay right.
  const fresh = at(`dist-${process.pid}`);
  const old = at(`dist-${process.pid}-old`);
  try {
    // What the types are, the step `types` checks: a start need not wait for it.
    const emit = ['--noCheck', '--outDir', fresh];
    const tsc = [at('node_modules/typescript/bin/tsc'), '-p', 'tsconfig.build.json', ...emit];
    run('Building', spawnSync(process.execPath, tsc, { cwd: root, encoding: 'utf8' }));
    for (const file of sources.filter((name) => ASSET.test(name))) cpSync(at(file), path.join(fresh, file));
    writeFileSync(path.join(fresh, '.stamp.json'), JSON.stringify({ hash }));
    if (existsSync(at('dist'))) renameSync(at('dist'), old);
    renameSync(fresh, at('dist'));
    for (const site of SITES)
      if (existsSync(path.join(old, site))) renameSync(path.join(old, site), at('dist', site));
  } finally {
    rmSync(fresh, { recursive: true, force: true });
    rmSync(old, { recursive: true, force: true });
  }
};

/** Builds what browsers load, each site beside and swapped in as the rest, unless it was built from these files. */
export const ensureSitesBuilt = () => {
  const changed = SITES.map((site) => ({ site, hash: hashOfSite(site) })).filter(
    ({ site, hash }) => readJson(at('dist', site, '.stamp.json'))?.hash !== hash,
  );
  if (changed.length === 0) return;
  const codegen = [at('node_modules/@graphql-codegen/cli/esm/bin.js'), '--config', 'codegen.yml', '--silent'];
  run('Generating typed operations', spawnSync(process.execPath, codegen, { cwd: root, encoding: 'utf8' }));
  for (const { site, hash } of changed) buildSite(site, hash);
};

const hashOfSite = (site) => {
  const sources = filesUnder(site).filter((file) => !file.split(path.sep).includes('generated'));
  return hashOf([...sources, ...SITE_CONFIGS]);
};

const buildSite = (site, hash) => {
  say(`Building the ${site} ...`);
  const fresh = at(`dist-${process.pid}-${site}`);
  const options = { cwd: root, encoding: 'utf8' };
  const vite = [at('node_modules/vite/bin/vite.js'), 'build', site, '--outDir', fresh, '--logLevel', 'error'];
  try {
    run(`Building the ${site}`, spawnSync(process.execPath, vite, options));
    compress(path.join(fresh, 'assets'));
    writeFileSync(path.join(fresh, '.stamp.json'), JSON.stringify({ hash }));
    rmSync(at('dist', site), { recursive: true, force: true });
    renameSync(fresh, at('dist', site));
  } finally {
    rmSync(fresh, { recursive: true, force: true });
  }
};

/** Once at the build instead of at each request. */
const compress = (folder) => {
  for (const name of readdirSync(folder)) {
    if (!/\.(js|css|svg)$/.test(name)) continue;
    const content = readFileSync(path.join(folder, name));
    writeFileSync(path.join(folder, `${name}.gz`), gzipSync(content, { level: 9 }));
    writeFileSync(path.join(folder, `${name}.br`), brotliCompressSync(content));
  }
};

/** Runs the steps; a PrepareError is printed plainly and ends the process with 1. */
export const prepareOrExit = (...steps) => {
  try {
    for (const step of steps) step();
  } catch (error) {
    if (!(error instanceof PrepareError)) throw error;
    say(error.message);
    process.exit(1);
  }
};
