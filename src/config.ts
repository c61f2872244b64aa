import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { z } from 'zod';
import { settings, type LogLevel } from './configSettings.js';
import type { IpRange } from './lib/ipAddress.js';
import type { SmtpServer } from './lib/smtpUrl.js';

/** Everything an operator can set. This file is the only reader of the environment (beside the engines' PATH). */
export interface Config {
  /** `web` answers, `worker` does what is left to be done, `all` both. */
  readonly role: 'all' | 'web' | 'worker';
  readonly port: number;
  readonly host: string;
  /** Without a trailing slash; null: told from the address that is listened on. */
  readonly publicUrl: string | null;
  /** Absolute. */
  readonly dataDir: string;
  readonly mongodbUri: string | null;
  readonly keysMongodbUri: string | null;
  readonly databaseName: string;
  /** Carries live events between processes; null: there is one process, or they do not hear each other's. */
  readonly redisUrl: string | null;
  readonly embeddedDb: 'mongod' | 'secantus' | null;
  /** 32 bytes, or null: the file `master.key` in the data folder, made at the first start. */
  readonly masterKey: Buffer | null;
  /** The one that it is being changed to, or null (docs/operations.md, "Changing it"). */
  readonly nextMasterKey: Buffer | null;
  readonly admin: { readonly email: string; readonly password: string } | null;
  /** WhatsApp's API with its version, without a trailing slash. */
  readonly whatsappApiUrl: string;
  /** The telephony provider's API, without a trailing slash. */
  readonly twilioApiUrl: string;
  /** Where files are kept; null: in the folder `objects` of the data folder. */
  readonly s3: {
    /** Without a trailing slash; null: Amazon's own. */
    readonly endpoint: string | null;
    readonly region: string;
    readonly bucket: string;
    readonly accessKeyId: string;
    readonly secretAccessKey: string;
  } | null;
  /** Where mails are handed over; null: they are not sent, and the log says so. */
  readonly smtp: SmtpServer | null;
  /** The sender of mails; null: `lethe@` and the host of the public address. */
  readonly mailFrom: string | null;
  /** Messages a second that the provider takes of one number. */
  readonly sendsPerSecond: number;
  /** Records a second that a cleanup erases; 0: no limit. */
  readonly sweepRecordsPerSecond: number;
  /** Requests a second that a cleanup makes to telephony providers; 0: no limit. */
  readonly thirdPartyRequestsPerSecond: number;
  readonly logLevel: LogLevel;
  /** Ranges that webhooks may go to although they are private, and by plain http. */
  readonly allowPrivateWebhooks: readonly IpRange[];
  /** Requests a second, bursts aside, that an API key, a user and the address of strangers may make; 0: no limit. */
  readonly apiKeyRateLimit: number;
  readonly userRateLimit: number;
  readonly strangerRateLimit: number;
  /** Requests and connections that an address may have at a time; 0: no limit. */
  readonly concurrentPerAddress: number;
  /** Proxies whose `X-Forwarded-For` is believed. */
  readonly trustedProxies: readonly IpRange[];
  /** Whether `/metrics` is served. */
  readonly metrics: boolean;
  /** What its readers must send; null: nothing. */
  readonly metricsToken: string | null;
  /** Where traces go; null: nothing is traced, and nothing of it loaded. */
  readonly tracing: {
    /** Of the receiver, without `/v1/traces` and a trailing slash. */
    readonly endpoint: string;
    readonly headers: Readonly<Record<string, string>>;
    readonly serviceName: string;
    /** Of the traces that begin here, 0 to 1. */
    readonly ratio: number;
  } | null;
  /** Whether strangers may ask for the GraphQL schema. */
  readonly openIntrospection: boolean;
  /** Whether sessions of browsers may run the dashboard's own documents only. */
  readonly persistedOnly: boolean;
}

/** All mistakes of the settings at once, by name and never by value. */
export class InvalidConfig extends Error {
  override readonly name = 'InvalidConfig';
  constructor(readonly mistakes: readonly string[]) {
    super(`The settings are not right:\n${mistakes.map((mistake) => `  - ${mistake}`).join('\n')}`);
  }
}

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Reads the settings; each may also come from a file, by `<NAME>_FILE`.
 * @param overrides what was said otherwise than by the environment
 * @throws InvalidConfig that names every mistake
 */
export function readConfig(given: Environment = process.env, overrides: Environment = {}): Config {
  const environment = { ...given, ...overrides };
  const mistakes: string[] = [];
  const values = Object.fromEntries(
    Object.keys(settings.shape).map((name) => [name, valueOf(environment, name, mistakes)]),
  );
  const parsed = settings.safeParse(values);
  for (const { path, message } of parsed.error?.issues ?? [])
    mistakes.push(`${path.join('.')} ${asSentence(message)}`);
  const hasAdmin = values['ADMIN_EMAIL'] !== undefined;
  if (hasAdmin !== (values['ADMIN_PASSWORD'] !== undefined)) {
    mistakes.push('ADMIN_EMAIL and ADMIN_PASSWORD must be set together');
  }
  mistakes.push(...s3Mistakes(values));
  if (!parsed.success || mistakes.length > 0) throw new InvalidConfig(mistakes);
  const found = parsed.data;
  return {
    role: found.ROLE,
    port: found.PORT,
    host: found.HOST,
    publicUrl: found.PUBLIC_URL?.replace(/\/+$/, '') ?? null,
    dataDir: resolve(found.DATA_DIR),
    mongodbUri: found.MONGODB_URI ?? null,
    keysMongodbUri: found.KEYS_MONGODB_URI ?? null,
    databaseName: found.DATABASE_NAME,
    redisUrl: found.REDIS_URL ?? null,
    embeddedDb: found.EMBEDDED_DB ?? null,
    masterKey: found.MASTER_KEY ?? null,
    nextMasterKey: found.NEXT_MASTER_KEY ?? null,
    admin:
      found.ADMIN_EMAIL !== undefined && found.ADMIN_PASSWORD !== undefined
        ? { email: found.ADMIN_EMAIL, password: found.ADMIN_PASSWORD }
        : null,
    whatsappApiUrl: found.WHATSAPP_API_URL.replace(/\/+$/, ''),
    twilioApiUrl: found.TWILIO_API_URL.replace(/\/+$/, ''),
    s3: s3Of(found),
    smtp: found.SMTP_URL ?? null,
    mailFrom: found.MAIL_FROM ?? null,
    sendsPerSecond: found.SENDS_PER_SECOND,
    sweepRecordsPerSecond: found.SWEEP_RECORDS_PER_SECOND,
    thirdPartyRequestsPerSecond: found.THIRD_PARTY_REQUESTS_PER_SECOND,
    logLevel: found.LOG_LEVEL,
    allowPrivateWebhooks: found.ALLOW_PRIVATE_WEBHOOKS,
    apiKeyRateLimit: found.API_KEY_RATE_LIMIT,
    userRateLimit: found.USER_RATE_LIMIT,
    strangerRateLimit: found.STRANGER_RATE_LIMIT,
    concurrentPerAddress: found.CONCURRENT_PER_ADDRESS,
    trustedProxies: found.TRUSTED_PROXIES,
    metrics: found.METRICS,
    metricsToken: found.METRICS_TOKEN ?? null,
    tracing: tracingOf(found),
    openIntrospection: found.INTROSPECTION === 'open',
    persistedOnly: found.SESSION_DOCUMENTS === 'persisted',
  };
}

const S3_NEEDED = ['S3_BUCKET', 'S3_ACCESS_KEY_ID', 'S3_SECRET_ACCESS_KEY'] as const;

/** All of it or nothing: half of it would keep files where nobody looks for them. */
function s3Mistakes(values: Readonly<Record<string, string | undefined>>): readonly string[] {
  const isWanted = [...S3_NEEDED, 'S3_ENDPOINT', 'S3_REGION'].some((name) => values[name] !== undefined);
  if (!isWanted) return [];
  return S3_NEEDED.filter((name) => values[name] === undefined).map(
    (name) => `${name} is missing: ${S3_NEEDED.join(', ')} must be set together`,
  );
}

function s3Of(found: z.output<typeof settings>): Config['s3'] {
  const { S3_BUCKET: bucket, S3_ACCESS_KEY_ID: accessKeyId, S3_SECRET_ACCESS_KEY: secretAccessKey } = found;
  if (bucket === undefined || accessKeyId === undefined || secretAccessKey === undefined) return null;
  const endpoint = found.S3_ENDPOINT?.replace(/\/+$/, '') ?? null;
  return { endpoint, region: found.S3_REGION, bucket, accessKeyId, secretAccessKey };
}

function tracingOf(found: z.output<typeof settings>): Config['tracing'] {
  const endpoint = found.OTEL_EXPORTER_OTLP_ENDPOINT?.replace(/\/+$/, '');
  if (endpoint === undefined) return null;
  return {
    endpoint,
    headers: found.OTEL_EXPORTER_OTLP_HEADERS,
    serviceName: found.OTEL_SERVICE_NAME,
    ratio: found.OTEL_TRACES_SAMPLER_ARG,
  };
}

function valueOf(environment: Environment, name: string, mistakes: string[]): string | undefined {
  const direct = emptyIsUnset(environment[name]);
  const file = emptyIsUnset(environment[`${name}_FILE`]);
  if (direct !== undefined && file !== undefined) {
    mistakes.push(`${name} and ${name}_FILE are both set; keep one`);
    return undefined;
  }
  if (file === undefined) return direct;
  try {
    return readFileSync(file, 'utf8').trim();
  } catch {
    mistakes.push(`${name}_FILE names a file that cannot be read`);
    return undefined;
  }
}

function emptyIsUnset(value: string | undefined): string | undefined {
  return value === undefined || value.trim() === '' ? undefined : value;
}

// zod's own sentences may quote what was given; ours start with "must".
function asSentence(message: string): string {
  return message.startsWith('must') ? message : 'is not of the expected form';
}

/** Where files are kept when `S3_BUCKET` is not set. */
export function objectsFolder(dataDir: string): string {
  return join(dataDir, 'objects');
}

/** Where the generated master key is kept when `MASTER_KEY` is not set. */
export function masterKeyFile(dataDir: string): string {
  return join(dataDir, 'master.key');
}
