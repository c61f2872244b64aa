import { spawn, spawnSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { findFreePort } from '../../../src/database/freePort.js';
import { eventually, startTestApp, type TestApp } from '../../support/app.js';
import { createTestNumber } from '../../support/number.js';
import { envelope, everyMessageType } from '../../support/whatsapp.js';

const TOKEN = 'a token of some length';
const CANARIES = ['Zanzibar Canary', '4915155508181', 'canary text', 'canary caption', 'guest@example.org'];
const hasPrometheus = spawnSync('prometheus', ['--version']).status === 0;
const hasPromtool = spawnSync('promtool', ['--version']).status === 0;

describe('metrics', () => {
  let gateway: TestApp;
  const scrape = async (): Promise<string> =>
    (await fetch(`${gateway.url}/metrics`, { headers: { authorization: `Bearer ${TOKEN}` } })).text();

  beforeAll(async () => {
    gateway = await startTestApp({ settings: { METRICS: 'on', METRICS_TOKEN: TOKEN } });
    const { numberId, apiKey } = await createTestNumber(await gateway.signIn());
    const [name = '', phone = '', text = '', caption = '', email = ''] = CANARIES;
    const messages = everyMessageType({ text, caption, phone, name });
    const { status } = await gateway.postWebhook(
      numberId,
      envelope({ messages, contacts: [{ phone, name }] }),
    );
    expect(status).toBe(200);
    await gateway.rest('/v1/conversations', apiKey);
    await gateway.rest(`/v1/messages/${phone}?q=${encodeURIComponent(name)}`, apiKey);
    await fetch(`${gateway.url}/${encodeURIComponent(email)}/${phone}?name=${encodeURIComponent(name)}`);
    await fetch(`${gateway.url}/v1/numbers/${phone}`, { method: 'PATCH' });
    await gateway.signIn({ email, password: text }).catch(() => undefined);
  });
  afterAll(() => gateway.stop());

  it('are for those who have the token', async () => {
    expect((await fetch(`${gateway.url}/metrics`)).status).toBe(401);
    const other = await fetch(`${gateway.url}/metrics`, { headers: { authorization: 'Bearer x' } });
    expect(other.status).toBe(401);
  });

  it('count what came in and how it was answered, by routes', async () => {
    const text = await scrape();
    expect(text).toMatch(/lethe_ingest_events_total\{outcome="stored"\} 14\n/);
    expect(text).toContain('surface="rest",route="/v1/messages/:id",method="GET",status="404"');
    expect(text).toContain('surface="hooks",route="/hooks/whatsapp/:numberId",method="POST",status="200"');
    expect(text).toContain('surface="other",route="unknown",method="GET",status="404"');
    for (const name of [
      'lethe_http_request_duration_seconds_bucket',
      'lethe_outbox_due{queue="sends"} 0',
      'lethe_outbox_oldest_seconds{queue="deliveries"}',
      'lethe_outbox_due{queue="chatwoot"}',
      'lethe_sweeps_open{state="RUNNING"}',
      'lethe_subscribers 0',
      'lethe_keys_cached',
      'lethe_jobs{state="late"}',
      'process_resident_memory_bytes',
      'nodejs_eventloop_lag_seconds',
    ])
      expect(text).toContain(name);
  });

  it('hold no PII, and neither does the log', async () => {
    const all = [await scrape(), ...gateway.logged].join('\n');
    expect(CANARIES.filter((canary) => all.includes(canary))).toEqual([]);
  });

  (hasPrometheus ? it : it.skip)('are read by a Prometheus (needs prometheus)', async () => {
    const folder = await mkdtemp(path.join(os.tmpdir(), 'lethe-prometheus-'));
    const { host } = new URL(gateway.url);
    const job = {
      job_name: 'lethe',
      scrape_interval: '1s',
      authorization: { credentials: TOKEN },
      static_configs: [{ targets: [host] }],
    };
    // JSON is YAML.
    await writeFile(path.join(folder, 'prometheus.yml'), JSON.stringify({ scrape_configs: [job] }));
    const port = await findFreePort();
    const flags = [
      `--config.file=${folder}/prometheus.yml`,
      `--storage.tsdb.path=${folder}/data`,
      `--web.listen-address=127.0.0.1:${String(port)}`,
    ];
    const prometheus = spawn('prometheus', flags, { stdio: 'ignore' });
    try {
      const value = await eventually(async () => {
        const query = encodeURIComponent('lethe_ingest_events_total{outcome="stored"}');
        const answer = await fetch(`http://127.0.0.1:${String(port)}/api/v1/query?query=${query}`).catch(
          () => null,
        );
        // Not ready yet.
        if (!answer?.ok) return null;
        const body = (await answer.json()) as { data: { result: { value: [number, string] }[] } };
        return body.data.result[0]?.value[1] ?? null;
      }, 40_000);
      expect(value).toBe('14');
    } finally {
      prometheus.kill();
      await new Promise((resolve) => prometheus.once('exit', resolve));
      await rm(folder, { recursive: true, force: true });
    }
  });

  (hasPromtool ? it : it.skip)('have alert rules that are right (needs promtool)', () => {
    const { status, stdout } = spawnSync('promtool', ['check', 'rules', 'ops/prometheus/alerts.yml']);
    expect(stdout.toString()).toContain('SUCCESS');
    expect(status).toBe(0);
  });
});

it('are not there unless they are asked for', async () => {
  const gateway = await startTestApp();
  try {
    expect((await fetch(`${gateway.url}/metrics`)).status).not.toBe(200);
  } finally {
    await gateway.stop();
  }
});
