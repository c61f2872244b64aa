import { z } from 'zod';
import { parseIpRange } from './lib/ipAddress.js';
import { parseOtlpHeaders } from './lib/otlpHeaders.js';
import { parseSmtpUrl } from './lib/smtpUrl.js';

const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

export const ROLES = ['all', 'web', 'worker'] as const;
const MASTER_KEY_BYTES = 32;
const MIN_PASSWORD_LENGTH = 12;
const MAX_RATE = 1_000_000;
const RATE = `must be a whole number from 0 to ${String(MAX_RATE)}`;

const mongodbUri = z
  .string()
  .regex(/^mongodb(\+srv)?:\/\/.+/, 'must be an address that starts with mongodb:// or mongodb+srv://');

const webAddress = z.url({
  protocol: /^https?$/,
  error: 'must be an address that starts with http:// or https://',
});

const ranges = z
  .string()
  .transform((text) => text.split(',').map((part) => parseIpRange(part.trim())))
  .refine(
    (parsed) => !parsed.includes(null),
    'must be CIDR ranges separated by commas, as 10.0.0.0/8,fd00::/8',
  )
  .transform((parsed) => parsed.filter((range) => range !== null))
  .default([]);

const rate = z.coerce.number(RATE).int(RATE).min(0, RATE).max(MAX_RATE, RATE);

const masterKey = z
  .base64('must be 32 bytes in base64')
  .transform((text) => Buffer.from(text, 'base64'))
  .refine((key) => key.length === MASTER_KEY_BYTES, 'must be 32 bytes in base64')
  .optional();

/** How each setting must look; the sentences begin with "must" and never repeat a value. */
export const settings = z.object({
  ROLE: z.enum(ROLES, `must be one of ${ROLES.join(', ')}`).default('all'),
  PORT: z.coerce.number('must be a whole number from 0 to 65535').int().min(0).max(65_535).default(4000),
  HOST: z.string().min(1).default('127.0.0.1'),
  PUBLIC_URL: webAddress.optional(),
  DATA_DIR: z.string().min(1).default('.lethe'),
  MONGODB_URI: mongodbUri.optional(),
  KEYS_MONGODB_URI: mongodbUri.optional(),
  DATABASE_NAME: z
    .string()
    .regex(/^[A-Za-z0-9_-]{1,50}$/, 'must be 1 to 50 letters, digits, - or _')
    .default('lethe'),
  REDIS_URL: z
    .string()
    .regex(/^rediss?:\/\/.+/, 'must be an address that starts with redis:// or rediss://')
    .optional(),
  EMBEDDED_DB: z.enum(['mongod', 'secantus'], 'must be mongod or secantus').optional(),
  MASTER_KEY: masterKey,
  NEXT_MASTER_KEY: masterKey,
  ADMIN_EMAIL: z.email('must be an e-mail address').optional(),
  ADMIN_PASSWORD: z
    .string()
    .min(MIN_PASSWORD_LENGTH, `must have at least ${String(MIN_PASSWORD_LENGTH)} characters`)
    .optional(),
  WHATSAPP_API_URL: webAddress.default('https://graph.facebook.com/v23.0'),
  TWILIO_API_URL: webAddress.default('https://api.twilio.com'),
  S3_ENDPOINT: webAddress.optional(),
  S3_REGION: z
    .string()
    .regex(/^[a-z0-9-]{1,50}$/, 'must be the name of a region, such as eu-central-1')
    .default('us-east-1'),
  S3_BUCKET: z
    .string()
    .regex(/^[A-Za-z0-9][A-Za-z0-9._-]{1,61}[A-Za-z0-9]$/, 'must be the name of a bucket')
    .optional(),
  S3_ACCESS_KEY_ID: z.string().min(1).optional(),
  S3_SECRET_ACCESS_KEY: z.string().min(1).optional(),
  SMTP_URL: z
    .string()
    .transform((text, context) => {
      const server = parseSmtpUrl(text);
      if (!server) context.addIssue('must be an address that starts with smtp:// or smtps://');
      return server ?? z.NEVER;
    })
    .optional(),
  MAIL_FROM: z
    .string()
    .regex(
      /^([^<>\r\n]+ <[^<>@\s]+@[^<>@\s]+>|[^<>@\s]+@[^<>@\s]+)$/,
      'must be like Lethe <lethe@example.org>',
    )
    .optional(),
  SENDS_PER_SECOND: z.coerce
    .number('must be a whole number from 1 to 5000')
    .int('must be a whole number from 1 to 5000')
    .min(1, 'must be a whole number from 1 to 5000')
    .max(5_000, 'must be a whole number from 1 to 5000')
    .default(80),
  SWEEP_RECORDS_PER_SECOND: rate.default(0),
  THIRD_PARTY_REQUESTS_PER_SECOND: rate.default(20),
  LOG_LEVEL: z.enum(LOG_LEVELS, `must be one of ${LOG_LEVELS.join(', ')}`).default('info'),
  ALLOW_PRIVATE_WEBHOOKS: ranges,
  TRUSTED_PROXIES: ranges,
  API_KEY_RATE_LIMIT: rate.default(100),
  USER_RATE_LIMIT: rate.default(2_000),
  STRANGER_RATE_LIMIT: rate.default(100),
  CONCURRENT_PER_ADDRESS: rate.default(1_000),
  METRICS: z
    .enum(['on', 'true', '1', 'off', 'false', '0'], 'must be on or off')
    .default('off')
    .transform((text) => ['on', 'true', '1'].includes(text)),
  METRICS_TOKEN: z.string().min(16, 'must have at least 16 characters').optional(),
  OTEL_EXPORTER_OTLP_ENDPOINT: webAddress.optional(),
  OTEL_EXPORTER_OTLP_HEADERS: z
    .string()
    .transform((text, context) => {
      const headers = parseOtlpHeaders(text);
      if (!headers) context.addIssue('must be like api-key=secret,other=value');
      return headers ?? z.NEVER;
    })
    .default({}),
  OTEL_SERVICE_NAME: z
    .string()
    .regex(/^[A-Za-z0-9._-]{1,64}$/, 'must be 1 to 64 letters, digits, ., - or _')
    .default('lethe'),
  OTEL_TRACES_SAMPLER_ARG: z.coerce
    .number('must be a number from 0 to 1')
    .min(0, 'must be a number from 0 to 1')
    .max(1, 'must be a number from 0 to 1')
    .default(1),
  SESSION_DOCUMENTS: z.enum(['any', 'persisted'], 'must be any or persisted').default('any'),
  INTROSPECTION: z.enum(['signed-in', 'open'], 'must be signed-in or open').default('signed-in'),
});
