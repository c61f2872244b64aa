/**
 * Who may import whom (docs: design, "Layout and imports"). One line a folder; a new folder gets a line here.
 * Names are folders under src/ or at the root; `config`, `app` and the like are single files, as src/config.ts.
 * A folder may always import itself. `mongodb: true` lets it import the driver, types included.
 */

/** Pure rings, each sees those before it. */
const rings = ['lib', 'domain', 'events', 'projections'];
const services = ['instances', 'retention', 'relay', 'channels', 'storage', 'auth', 'media'];
/** Use cases: what a surface calls. */
const useCases = ['administration', 'alerts', 'ingest', 'reading', 'sending', 'erasing', 'exporting'];
/** What the outer folders may use. */
const core = [...rings, ...services, ...useCases, 'config', 'services'];
/** The composition root, in parts. */
const root = ['metrics', 'tracing', 'backend', 'backup', 'masterKeyFile', 'migrations', 'scheduler'];

export const layers = {
  lib: { imports: [] },
  domain: { imports: ['lib'], node: false },
  configSettings: { imports: ['lib'] },
  config: { imports: ['lib', 'configSettings'] },
  database: { imports: ['lib'], mongodb: true },
  channels: { imports: ['lib'] },
  storage: { imports: ['lib'] },
  events: { imports: ['lib', 'domain', 'storage'], mongodb: true },
  projections: { imports: ['lib', 'domain', 'events'], mongodb: true },
  retention: { imports: [...rings, 'storage'], mongodb: true },
  instances: { imports: rings, mongodb: true },
  media: { imports: [...rings, 'instances', 'channels', 'storage'] },
  relay: { imports: [...rings, 'instances', 'channels', 'storage', 'media'], mongodb: true },
  auth: { imports: rings, mongodb: true },
  administration: { imports: [...rings, ...services] },
  alerts: { imports: [...rings, ...services, 'administration'] },
  ingest: { imports: [...rings, ...services] },
  reading: { imports: [...rings, ...services] },
  sending: { imports: [...rings, ...services, 'ingest', 'reading'] },
  erasing: { imports: [...rings, ...services, 'sending'] },
  exporting: { imports: [...rings, ...services, 'reading', 'erasing'] },
  services: { imports: [...rings, ...services, ...useCases] },
  metrics: { imports: [...rings, ...services, 'services'] },
  tracing: { imports: ['lib'] },
  schema: { imports: ['lib', 'domain'] },
  scheduler: { imports: ['lib'], mongodb: true },
  masterKeyFile: { imports: ['lib', 'events'] },
  migrations: { imports: rings },
  backup: { imports: [...rings, 'migrations', 'retention'], mongodb: true },
  backend: {
    imports: [...rings, 'config', 'database', 'masterKeyFile', 'migrations', 'storage'],
    mongodb: true,
  },
  resolvers: { imports: [...core, 'graphql', 'schema'] },
  jobs: { imports: core },
  graphql: { imports: [...core, 'resolvers', 'schema'] },
  http: { imports: [...core, 'graphql'] },
  providerDouble: { imports: ['lib', 'channels'] },
  surfaces: { imports: [...core, 'graphql', 'http', 'resolvers', 'schema'] },
  cli: {
    imports: [
      ...core,
      ...root,
      'app',
      'configSettings',
      'gateway',
      'database',
      'graphql',
      'http',
      'schema',
      'providerDouble',
    ],
  },
  app: {
    imports: [...core, ...root, 'surfaces', 'database', 'jobs', 'http'],
    mongodb: true,
  },
  gateway: { imports: [...core, ...root, 'app', 'database'] },
  main: { imports: ['gateway'] },
  dashboard: { imports: [] },
};

/** Folders that may import everything. */
export const free = ['test', 'bench'];
