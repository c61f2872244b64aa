import { randomBytes } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { InvalidConfig, readConfig } from '../../../src/config.js';
import { readOrMakeMasterKey } from '../../../src/masterKeyFile.js';
import { withTemporaryFolder } from '../../support/temporaryFolder.js';

const mistakesOf = (environment: Record<string, string>): readonly string[] => {
  try {
    readConfig(environment);
    return [];
  } catch (error) {
    return error instanceof InvalidConfig ? error.mistakes : ['something else was thrown'];
  }
};

describe('settings', () => {
  it('have defaults that start on a laptop', () => {
    expect(readConfig({})).toMatchObject({ port: 4000, mongodbUri: null, masterKey: null, admin: null });
  });

  it('tell all mistakes at once, by name and never by value', () => {
    const secret = 'hunter2-is-not-base64!';
    const mistakes = mistakesOf({
      PORT: 'eighty',
      MASTER_KEY: secret,
      EMBEDDED_DB: 'oracle',
      MONGODB_URI: 'postgres://user:hunter2@host',
      ADMIN_EMAIL: 'a@example.org',
      LOG_LEVEL: 'loud',
      REDIS_URL: 'http://:hunter2@host',
      ALLOW_PRIVATE_WEBHOOKS: '10.0.0.0/8, 10.0.0.1/8',
    });
    for (const name of [
      'PORT',
      'MASTER_KEY',
      'EMBEDDED_DB',
      'MONGODB_URI',
      'ADMIN_EMAIL',
      'LOG_LEVEL',
      'REDIS_URL',
      'ALLOW_PRIVATE_WEBHOOKS',
    ]) {
      expect(mistakes.filter((mistake) => mistake.startsWith(name))).toHaveLength(1);
    }
    for (const value of ['eighty', secret, 'oracle', 'hunter2', 'loud', 'example.org']) {
      expect(mistakes.join()).not.toContain(value);
    }
  });

  it('take S3 whole or not at all', () => {
    const whole = { S3_BUCKET: 'files', S3_ACCESS_KEY_ID: 'id', S3_SECRET_ACCESS_KEY: 'secret' };
    expect(readConfig({}).s3).toBeNull();
    expect(readConfig({ ...whole, S3_ENDPOINT: 'https://s3.example.org/' }).s3).toEqual({
      endpoint: 'https://s3.example.org',
      region: 'us-east-1',
      bucket: 'files',
      accessKeyId: 'id',
      secretAccessKey: 'secret',
    });
    for (const name of Object.keys(whole)) {
      const mistakes = mistakesOf({ ...whole, [name]: '' });
      expect(mistakes).toHaveLength(1);
      expect(mistakes[0]).toMatch(new RegExp(`^${name} is missing`));
    }
    expect(mistakesOf({ S3_ENDPOINT: 'https://s3.example.org' })).toHaveLength(3);
    expect(mistakesOf({ ...whole, S3_ENDPOINT: 'ftp://x', S3_BUCKET: '/' })).toHaveLength(2);
  });

  it('name the provider’s API, by default the real one', () => {
    expect(readConfig({}).whatsappApiUrl).toBe('https://graph.facebook.com/v23.0');
    const local = readConfig({ WHATSAPP_API_URL: 'http://127.0.0.1:4010/v23.0//' });
    expect(local.whatsappApiUrl).toBe('http://127.0.0.1:4010/v23.0');
    expect(mistakesOf({ WHATSAPP_API_URL: 'ftp://canary.example.org' })).toEqual([
      'WHATSAPP_API_URL must be an address that starts with http:// or https://',
    ]);
  });

  it('name a mail server and a sender', () => {
    expect(
      readConfig({ SMTP_URL: 'smtp://mail.example.org', MAIL_FROM: 'Lethe <l@example.org>' }),
    ).toMatchObject({
      smtp: { host: 'mail.example.org', port: 587 },
      mailFrom: 'Lethe <l@example.org>',
    });
    expect(readConfig({}).smtp).toBeNull();
    expect(mistakesOf({ SMTP_URL: 'http://hunter2@mail', MAIL_FROM: 'hunter2' })).toEqual([
      'SMTP_URL must be an address that starts with smtp:// or smtps://',
      'MAIL_FROM must be like Lethe <lethe@example.org>',
    ]);
  });

  it('limit how often a key may ask, or do not', () => {
    expect(readConfig({}).apiKeyRateLimit).toBe(100);
    expect(readConfig({ API_KEY_RATE_LIMIT: '0' }).apiKeyRateLimit).toBe(0);
    for (const wrong of ['-1', '1.5', 'many'])
      expect(mistakesOf({ API_KEY_RATE_LIMIT: wrong })).toEqual([
        'API_KEY_RATE_LIMIT must be a whole number from 0 to 1000000',
      ]);
  });

  it('may come from files', async () => {
    await withTemporaryFolder((folder) => {
      const key = randomBytes(32);
      writeFileSync(join(folder, 'key'), `${key.toString('base64')}\n`);
      expect(readConfig({ MASTER_KEY_FILE: join(folder, 'key') }).masterKey).toEqual(key);
      expect(mistakesOf({ MASTER_KEY_FILE: join(folder, 'none') })).toEqual([
        'MASTER_KEY_FILE names a file that cannot be read',
      ]);
      return Promise.resolve();
    });
  });
});

describe('the master key file', () => {
  it('is made once, for its owner alone, and read ever after', async () => {
    await withTemporaryFolder(async (folder) => {
      const file = join(folder, 'data', 'master.key');
      const [a, b] = await Promise.all([readOrMakeMasterKey(file), readOrMakeMasterKey(file)]);
      expect(b).toEqual(a);
      expect(a).toHaveLength(32);
    });
  });

  it('is never replaced when it is broken', async () => {
    await withTemporaryFolder(async (folder) => {
      const file = join(folder, 'master.key');
      writeFileSync(file, 'half a key');
      await expect(readOrMakeMasterKey(file)).rejects.toMatchObject({ name: 'BrokenMasterKeyFile' });
    });
  });
});
