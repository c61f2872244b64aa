import { describe, expect, it } from '@jest/globals';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { parse, parseAllDocuments } from 'yaml';
import { readConfig } from '../../../src/config.js';
import { settings } from '../../../src/configSettings.js';

interface Container {
  readonly args: readonly string[];
  readonly env: readonly { readonly name: string; readonly value: string }[];
  readonly securityContext: Readonly<Record<string, unknown>>;
  readonly resources: Readonly<Record<string, Readonly<Record<string, string>>>>;
  readonly startupProbe: Probe;
  readonly readinessProbe: Probe;
  readonly livenessProbe: Probe;
}
interface Probe {
  readonly httpGet: { readonly path: string };
}
interface Manifest {
  readonly kind: string;
  readonly metadata: { readonly name: string };
  readonly data?: Readonly<Record<string, string>>;
  readonly stringData?: Readonly<Record<string, string>>;
  readonly spec?: {
    readonly selector?: { readonly matchLabels?: Readonly<Record<string, string>> };
    readonly scaleTargetRef?: { readonly name: string };
    readonly template?: {
      readonly metadata: { readonly labels: Readonly<Record<string, string>> };
      readonly spec: {
        readonly securityContext: Readonly<Record<string, unknown>>;
        readonly terminationGracePeriodSeconds: number;
        readonly containers: readonly [Container];
      };
    };
  };
}
interface Compose {
  readonly services: Readonly<
    Record<
      string,
      {
        readonly command?: readonly string[];
        readonly environment?: Readonly<Record<string, string>>;
        readonly depends_on?: Readonly<Record<string, unknown>>;
        readonly read_only?: boolean;
        readonly cap_drop?: readonly string[];
      }
    >
  >;
}

const KUBERNETES = 'deploy/kubernetes';
const isSetting = (name: string): boolean => name.replace(/_FILE$/, '') in settings.shape;

describe('compose.yaml', () => {
  const compose = parse(readFileSync('compose.yaml', 'utf8'), { merge: true }) as Compose;
  /** `${NAME:-default}` as compose takes it where NAME is not set. */
  const plain = (value: string): string => value.replace(/^\$\{[A-Z_]+:-(.*)\}$/, '$1');

  it.each(['web', 'worker'] as const)('starts %s with settings that are right, and all it needs', (role) => {
    const service = compose.services[role];
    const environment = Object.fromEntries(
      Object.entries(service?.environment ?? {}).map(([name, value]) => [name, plain(value)]),
    );
    expect(Object.keys(environment).filter((name) => !isSetting(name))).toEqual([]);
    expect(service?.command).toEqual(['serve', '--role', role]);
    const config = readConfig(environment, { ROLE: role });
    expect(config.s3?.bucket).toBe('lethe');
    for (const uri of [
      config.mongodbUri,
      config.redisUrl,
      config.s3?.endpoint,
      `smtp://${config.smtp?.host ?? ''}`,
    ])
      expect(Object.keys(compose.services)).toContain(new URL(uri ?? 'none:').hostname);
    for (const needed of Object.keys(service?.depends_on ?? {}))
      expect(compose.services).toHaveProperty(needed);
    expect(service).toMatchObject({ read_only: true, cap_drop: ['ALL'] });
  });
});

describe('the Kubernetes manifests', () => {
  const files = readdirSync(KUBERNETES).filter((name) => name !== 'kustomization.yaml');
  const all = files.flatMap((name) =>
    parseAllDocuments(readFileSync(`${KUBERNETES}/${name}`, 'utf8')).map(
      (document) => document.toJS() as Manifest,
    ),
  );
  const named = (kind: string): readonly Manifest[] => all.filter((manifest) => manifest.kind === kind);
  const deployments = named('Deployment');

  it('are all listed, but for the secrets', () => {
    const { resources } = parse(readFileSync(`${KUBERNETES}/kustomization.yaml`, 'utf8')) as {
      readonly resources: readonly string[];
    };
    expect([...resources, 'secret.example.yaml'].sort()).toEqual([...files].sort());
  });

  it('run web and worker apart, locked down and probed', () => {
    expect(deployments.map(({ metadata }) => metadata.name)).toEqual(['lethe-web', 'lethe-worker']);
    for (const { metadata, spec } of deployments) {
      const pod = spec?.template?.spec;
      const container = pod?.containers[0];
      expect(container?.args).toEqual(['serve', '--role', metadata.name.replace('lethe-', '')]);
      expect(pod?.securityContext).toMatchObject({ runAsNonRoot: true, runAsUser: 65_532 });
      expect(pod?.terminationGracePeriodSeconds).toBeGreaterThan(15);
      expect(container?.securityContext).toEqual({
        allowPrivilegeEscalation: false,
        readOnlyRootFilesystem: true,
        capabilities: { drop: ['ALL'] },
      });
      expect(container?.livenessProbe.httpGet.path).toBe('/healthz');
      expect(container?.readinessProbe.httpGet.path).toBe('/readyz');
      expect(container?.startupProbe.httpGet.path).toBe('/readyz');
      expect(container?.resources).toHaveProperty('requests.cpu');
      expect(container?.resources).toHaveProperty('limits.memory');
      expect(spec?.selector?.matchLabels).toEqual(spec?.template?.metadata.labels);
    }
  });

  it('set what is a setting, secrets by file', () => {
    const [config] = named('ConfigMap');
    const [secret] = named('Secret');
    expect(Object.keys(config?.data ?? {}).filter((name) => !isSetting(name))).toEqual([]);
    const secrets = Object.keys(secret?.stringData ?? {}).sort();
    expect(secrets.filter((name) => !isSetting(name))).toEqual([]);
    for (const { spec } of deployments) {
      const env = spec?.template?.spec.containers[0].env ?? [];
      expect(env.map(({ name }) => name).sort()).toEqual(secrets.map((name) => `${name}_FILE`).sort());
      for (const { name, value } of env)
        expect(value).toBe(`/run/secrets/lethe/${name.replace(/_FILE$/, '')}`);
    }
  });

  it('have a disruption budget, an autoscaler and a policy for each', () => {
    const names = deployments.map(({ metadata }) => metadata.name);
    expect(named('PodDisruptionBudget').map(({ metadata }) => metadata.name)).toEqual(names);
    expect(named('NetworkPolicy').map(({ metadata }) => metadata.name)).toEqual(names);
    expect(named('HorizontalPodAutoscaler').map(({ spec }) => spec?.scaleTargetRef?.name)).toEqual(names);
    expect(JSON.stringify(named('HorizontalPodAutoscaler'))).toContain('lethe_outbox_oldest_seconds');
  });
});

describe('the Dockerfile', () => {
  const lines = readFileSync('Dockerfile', 'utf8').split('\n');
  const last = lines.slice(lines.findLastIndex((line) => line.startsWith('FROM ')));

  it('ends in an image that runs nothing as root, has a health check and copies what is there', () => {
    expect(last.join('\n')).not.toMatch(/^RUN /m);
    expect(last.join('\n')).toMatch(/^USER 65532:65532$/m);
    expect(last.join('\n')).toMatch(/^HEALTHCHECK /m);
    for (const line of last.filter((one) => one.startsWith('COPY ') && !one.includes('--from')))
      for (const source of line.split(' ').slice(1, -1)) expect(existsSync(source)).toBe(true);
  });

  it('gets no more than it needs', () => {
    const [first, ...rest] = readFileSync('.dockerignore', 'utf8').trim().split('\n');
    expect(first).toBe('*');
    for (const name of rest.filter((one) => one.startsWith('!')))
      expect(existsSync(name.slice(1))).toBe(true);
  });
});
