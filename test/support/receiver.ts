import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Webhook } from 'standardwebhooks';

export interface Received {
  readonly path: string;
  /** `webhook-id`. */
  readonly id: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: { readonly event: string; readonly data: Readonly<Record<string, unknown>> };
  readonly text: string;
  readonly at: number;
}

/** A webhook consumer: a real HTTP server that keeps what it gets. */
export interface WebhookReceiver {
  readonly origin: string;
  readonly received: readonly Received[];
  /** How it answers; a status, or a function that answers by itself. */
  answer: number | ((got: Received, response: ServerResponse) => void);
  of(path: string): readonly Received[];
  stop(): Promise<void>;
}

/** @param port 0: any; a receiver that comes back takes its old one */
export async function startReceiver(port = 0): Promise<WebhookReceiver> {
  const received: Received[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const text = Buffer.concat(chunks).toString('utf8');
      const got: Received = {
        path: request.url ?? '',
        id: String(request.headers['webhook-id']),
        headers: request.headers,
        body: JSON.parse(text) as Received['body'],
        text,
        at: Date.now(),
      };
      received.push(got);
      const { answer } = receiver;
      if (typeof answer === 'function') answer(got, response);
      else response.writeHead(answer).end();
    });
  });
  await new Promise<void>((resolve) => {
    server.listen(port, '127.0.0.1', resolve);
  });
  const receiver: WebhookReceiver = {
    origin: `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`,
    received,
    answer: 200,
    of: (path) => received.filter((got) => got.path === path),
    stop: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
        server.closeAllConnections();
      }),
  };
  return receiver;
}

/**
 * Whether the signature is right, by the standard's own package. It knows no other clock than the machine's: where a
 * test's clock is elsewhere, the signature alone is compared.
 */
export function isVerified(secret: string, { headers, text, id }: Received): boolean {
  const webhook = new Webhook(secret);
  const seconds = Number(headers['webhook-timestamp']);
  const signatures = String(headers['webhook-signature']).split(' ');
  if (Math.abs(seconds - Date.now() / 1_000) > 200)
    return signatures.includes(webhook.sign(id, new Date(seconds * 1_000), text));
  try {
    webhook.verify(text, headers as Record<string, string>);
    return true;
  } catch {
    return false;
  }
}
