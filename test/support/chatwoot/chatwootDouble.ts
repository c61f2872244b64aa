import { createHmac, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { answerCall, type DoubleCall } from './routes.js';
import { createDoubleState, type DoubleFile, type DoubleMessage, type DoubleState } from './state.js';

export const ADMIN_TOKEN = 'token-of-an-administrator';
export const AGENT_TOKEN = 'token-of-an-agent';
export const CHATWOOT_ACCOUNT = 1;

export interface AgentMessage {
  readonly content?: string | null;
  readonly private?: boolean;
  readonly attachments?: readonly { readonly file_type: string; readonly data_url: string }[];
  readonly contentAttributes?: Readonly<Record<string, unknown>>;
  readonly sourceId?: string;
}

/** What came of a hook: its status, or that it was not answered in time. */
export interface HookOutcome {
  readonly message: number;
  readonly status: number | 'TIMEOUT' | 'ERROR';
}

/** A stand-in for Chatwoot over real HTTP, with one account, as far as API inboxes go. */
export interface ChatwootDouble {
  readonly url: string;
  readonly state: DoubleState;
  /** Every request that came, as method and path. */
  readonly asked: string[];
  readonly hooks: HookOutcome[];
  /** Signs its webhooks, and tells administrators with what. */
  signs: boolean;
  /** What answers the next requests instead: a status, or nothing at all; after it was done, where it says so. */
  readonly faults: { readonly does: number | 'HANG'; readonly isDone?: boolean; readonly on?: RegExp }[];
  /** Puts a message that an agent writes, and resolves with it when its webhook was answered. */
  agentWrites(conversationId: number, message: AgentMessage): Promise<DoubleMessage>;
  /** Sends the webhook of a message again, or for the first time with changes. */
  sendHook(message: DoubleMessage, change?: Readonly<Record<string, unknown>>): Promise<HookOutcome>;
  /** Resolves when all webhooks so far are answered. */
  idle(): Promise<void>;
  stop(): Promise<void>;
}

const HOOK_TIMEOUT_MS = 5_000;

export async function startChatwootDouble(): Promise<ChatwootDouble> {
  const state = createDoubleState();
  const underWay = new Set<Promise<unknown>>();
  const track = <T>(work: Promise<T>): Promise<T> => {
    underWay.add(work);
    void work.finally(() => underWay.delete(work));
    return work;
  };

  const sendHook: ChatwootDouble['sendHook'] = async (message, change = {}) => {
    const conversation = state.conversations.find(({ id }) => id === message.conversation_id);
    const inbox = state.inboxes.find(({ id }) => id === conversation?.inbox_id);
    const contact = state.contacts.find(({ id }) => id === conversation?.contact_id);
    const { files: _files, ...shown } = message;
    const text = JSON.stringify({
      event: 'message_created',
      ...shown,
      created_at: new Date().toISOString(),
      content_type: 'text',
      account: { id: CHATWOOT_ACCOUNT, name: 'Acme' },
      inbox: { id: inbox?.id, name: inbox?.name },
      sender: { id: 1, name: 'Agent', type: 'user' },
      conversation: {
        id: conversation?.id,
        inbox_id: inbox?.id,
        status: conversation?.status,
        contact_inbox: { contact_id: contact?.id, source_id: conversation?.source_id },
        meta: {
          sender: contact && {
            id: contact.id,
            name: contact.name,
            phone_number: contact.phone_number,
            identifier: contact.identifier,
          },
        },
        messages: [shown],
      },
      ...change,
    });
    const timestamp = String(Math.floor(Date.now() / 1000));
    const mac = createHmac('sha256', inbox?.secret ?? '')
      .update(`${timestamp}.${text}`)
      .digest('hex');
    let outcome: HookOutcome['status'];
    try {
      const answer = await fetch(inbox?.webhook_url ?? '', {
        method: 'POST',
        body: text,
        headers: {
          'content-type': 'application/json',
          'x-chatwoot-delivery': randomUUID(),
          ...(double.signs && {
            'x-chatwoot-timestamp': timestamp,
            'x-chatwoot-signature': `sha256=${mac}`,
          }),
        },
        signal: AbortSignal.timeout(HOOK_TIMEOUT_MS),
      });
      await answer.arrayBuffer();
      outcome = answer.status;
    } catch (error) {
      outcome = error instanceof Error && error.name === 'TimeoutError' ? 'TIMEOUT' : 'ERROR';
    }
    // Chatwoot tries once, and marks the message.
    if (outcome === 'TIMEOUT' || outcome === 'ERROR' || outcome >= 300) {
      message.status = 'failed';
      message.external_error = `Request failed: ${String(outcome)}`;
    }
    const told = { message: message.id, status: outcome };
    double.hooks.push(told);
    return told;
  };

  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const url = new URL(request.url ?? '/', 'http://chatwoot');
    double.asked.push(`${request.method ?? ''} ${url.pathname}`);
    const name = `${request.method ?? ''} ${url.pathname}`;
    const index = double.faults.findIndex(({ on }) => !on || on.test(name));
    const fault = index < 0 ? undefined : double.faults.splice(index, 1)[0];
    const call = await readCall(request, url, double.signs);
    if (fault && !fault.isDone) {
      if (fault.does !== 'HANG') send(response, fault.does, { error: 'Out of order.' });
      return;
    }
    const given =
      typeof call === 'number' ? { status: call, body: { error: 'No.' } } : answerCall(state, call);
    if ('made' in given) void track(hookOf(given.made));
    if (fault?.does === 'HANG') return;
    send(response, fault ? fault.does : given.status, given.body);
  };
  const hookOf = async (message: DoubleMessage): Promise<void> => {
    const conversation = state.conversations.find(({ id }) => id === message.conversation_id);
    const inbox = state.inboxes.find(({ id }) => id === conversation?.inbox_id);
    if (inbox?.webhook_url) await sendHook(message);
  };

  const server = createServer((request, response) => void answer(request, response));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const double: ChatwootDouble = {
    url: `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`,
    state,
    asked: [],
    hooks: [],
    signs: true,
    faults: [],
    agentWrites: async (conversationId, message) => {
      const made: DoubleMessage = {
        id: state.nextId++,
        conversation_id: conversationId,
        content: message.content ?? '',
        message_type: 'outgoing',
        private: message.private ?? false,
        source_id: message.sourceId ?? null,
        content_attributes: message.contentAttributes ?? {},
        files: [],
        attachments: message.attachments ?? [],
        status: 'sent',
        external_error: null,
        deleted: false,
      };
      state.messages.push(made);
      await track(hookOf(made));
      return made;
    },
    sendHook: (message, change) => track(sendHook(message, change)),
    idle: async () => {
      while (underWay.size > 0) await Promise.all(underWay);
    },
    stop: async () => {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
  return double;
}

/** The call, or the status of who may not make it. */
async function readCall(
  request: IncomingMessage,
  url: URL,
  tellsSecret: boolean,
): Promise<DoubleCall | number> {
  const chunks: Buffer[] = [];
  for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
  const token = request.headers['api_access_token'];
  if (token !== ADMIN_TOKEN && token !== AGENT_TOKEN) return url.pathname.startsWith('/api/v1/') ? 401 : 404;
  if (url.pathname === '/api/v1/profile') return 200;
  const [, account, path] = /^\/api\/v1\/accounts\/(\d+)(\/.*)$/.exec(url.pathname) ?? [];
  if (path === undefined) return 404;
  if (Number(account) !== CHATWOOT_ACCOUNT) return 401;
  return {
    method: request.method ?? '',
    path,
    query: url.searchParams,
    ...(await readBody(Buffer.concat(chunks), request.headers['content-type'] ?? '')),
    isAdministrator: token === ADMIN_TOKEN,
    version: { tellsSecret },
  };
}

async function readBody(bytes: Buffer, type: string): Promise<Pick<DoubleCall, 'body' | 'files'>> {
  if (bytes.length === 0) return { body: {}, files: [] };
  if (!type.startsWith('multipart/'))
    return { body: JSON.parse(bytes.toString('utf8')) as Record<string, unknown>, files: [] };
  // eslint-disable-next-line @typescript-eslint/no-deprecated -- small bodies of our own tests
  const form = await new Response(new Uint8Array(bytes), { headers: { 'content-type': type } }).formData();
  const body: Record<string, unknown> = {};
  const files: DoubleFile[] = [];
  for (const [name, value] of form.entries()) {
    if (typeof value !== 'string') {
      const bytesOfFile = Buffer.from(await value.arrayBuffer());
      if (name === 'attachments[]') files.push({ name: value.name, type: value.type, bytes: bytesOfFile });
      continue;
    }
    const nested = /^(\w+)\[(\w+)\]$/.exec(name);
    if (!nested) body[name] = value;
    else {
      const [, outer = '', inner = ''] = nested;
      body[outer] = { ...(body[outer] as object | undefined), [inner]: value };
    }
  }
  return { body, files };
}

function send(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(body === null ? undefined : JSON.stringify(body));
}
