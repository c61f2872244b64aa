import { deleteContact } from './deleteContact.js';
import type { DoubleFile, DoubleMessage, DoubleState } from './state.js';

export interface DoubleCall {
  readonly method: string;
  /** Below `/api/v1/accounts/1`, without the query. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly body: Readonly<Record<string, unknown>>;
  readonly files: readonly DoubleFile[];
  readonly isAdministrator: boolean;
  /** What this version of Chatwoot does. */
  readonly version: { readonly tellsSecret: boolean };
}
export interface DoubleAnswer {
  readonly status: number;
  readonly body: unknown;
  /** A message that was made: its webhook goes out. */
  readonly made?: DoubleMessage;
}

const ok = (body: unknown, made?: DoubleMessage): DoubleAnswer => ({
  status: 200,
  body,
  ...(made && { made }),
});
const refuse = (status: number): DoubleAnswer => ({ status, body: { error: 'Refused.' } });
const PAGE = 20;
const MAX_CONTENT = 150_000;

type Handler = (state: DoubleState, call: DoubleCall, ids: readonly number[]) => DoubleAnswer;

const ROUTES: readonly (readonly [method: string, path: RegExp, handler: Handler])[] = [
  [
    'GET',
    /^\/inboxes\/?$/,
    (state, call) => ok({ payload: state.inboxes.map((one) => showInbox(one, call)) }),
  ],
  ['POST', /^\/inboxes\/?$/, createInbox],
  [
    'GET',
    /^\/inboxes\/(\d+)\/?$/,
    (state, call, [id]) => inboxOr404(state, id, (one) => ok(showInbox(one, call))),
  ],
  ['PATCH', /^\/inboxes\/(\d+)$/, updateInbox],
  ['GET', /^\/contacts\/search$/, search],
  ['POST', /^\/contacts$/, createContact],
  [
    'GET',
    /^\/contacts\/(\d+)$/,
    (state, _call, [id]) => contactOr404(state, id, (one) => ok({ payload: showContact(one) })),
  ],
  ['DELETE', /^\/contacts\/(\d+)$/, deleteContact],
  ['POST', /^\/contacts\/(\d+)\/contact_inboxes$/, createContactInbox],
  ['GET', /^\/contacts\/(\d+)\/conversations$/, listConversations],
  ['POST', /^\/conversations$/, createConversation],
  ['GET', /^\/conversations\/(\d+)\/messages$/, listMessages],
  ['POST', /^\/conversations\/(\d+)\/messages$/, createMessage],
  ['PATCH', /^\/conversations\/(\d+)\/messages\/(\d+)$/, updateMessage],
  ['DELETE', /^\/conversations\/(\d+)\/messages\/(\d+)$/, deleteMessage],
];

export function answerCall(state: DoubleState, call: DoubleCall): DoubleAnswer {
  for (const [method, path, handler] of ROUTES) {
    const match = call.method === method ? path.exec(call.path) : null;
    if (match) return handler(state, call, match.slice(1).map(Number));
  }
  return refuse(404);
}

type Inbox = DoubleState['inboxes'][number];
type Contact = DoubleState['contacts'][number];

function showInbox(inbox: Inbox, { isAdministrator, version }: DoubleCall) {
  const { secret, ...shown } = inbox;
  return { ...shown, ...(isAdministrator && version.tellsSecret && { secret }) };
}

function showContact({ inboxes, ...contact }: Contact) {
  const contact_inboxes = inboxes.map(({ inbox_id, source_id }) => ({ source_id, inbox: { id: inbox_id } }));
  return { ...contact, contact_inboxes };
}

function inboxOr404(state: DoubleState, id: number | undefined, then: (inbox: Inbox) => DoubleAnswer) {
  const inbox = state.inboxes.find((one) => one.id === id);
  return inbox ? then(inbox) : refuse(404);
}

function contactOr404(state: DoubleState, id: number | undefined, then: (contact: Contact) => DoubleAnswer) {
  const contact = state.contacts.find((one) => one.id === id);
  return contact ? then(contact) : refuse(404);
}

function createInbox(state: DoubleState, call: DoubleCall): DoubleAnswer {
  const channel = call.body['channel'] as Record<string, unknown> | undefined;
  if (!call.isAdministrator) return refuse(401);
  if (channel?.['type'] !== 'api') return refuse(422);
  const inbox: Inbox = {
    id: state.nextId++,
    name: text(call.body['name']) ?? 'API',
    channel_type: 'Channel::Api',
    webhook_url: text(channel['webhook_url']),
    secret: `secret-of-inbox-${String(state.nextId)}`,
  };
  state.inboxes.push(inbox);
  return ok(showInbox(inbox, call));
}

function updateInbox(state: DoubleState, call: DoubleCall, [id]: readonly number[]): DoubleAnswer {
  if (!call.isAdministrator) return refuse(401);
  return inboxOr404(state, id, (inbox) => {
    const channel = call.body['channel'] as Record<string, unknown> | undefined;
    if (channel && 'webhook_url' in channel) inbox.webhook_url = text(channel['webhook_url']);
    return ok(showInbox(inbox, call));
  });
}

function search(state: DoubleState, { query }: DoubleCall): DoubleAnswer {
  const q = query.get('q');
  if (!q) return refuse(422);
  const found = state.contacts.filter((contact) =>
    [contact.name, contact.phone_number, contact.identifier].some((value) => value?.includes(q)),
  );
  return ok({ meta: { count: found.length }, payload: found.map(showContact) });
}

function createContact(state: DoubleState, { body }: DoubleCall): DoubleAnswer {
  const inbox_id = Number(body['inbox_id']);
  const [phone_number, identifier] = [text(body['phone_number']), text(body['identifier'])];
  if (!state.inboxes.some(({ id }) => id === inbox_id)) return refuse(body['inbox_id'] ? 404 : 422);
  const isTaken = state.contacts.some(
    (one) =>
      (phone_number !== null && one.phone_number === phone_number) ||
      (identifier !== null && one.identifier === identifier),
  );
  if (isTaken || (phone_number !== null && !/^\+[1-9]\d{1,14}$/.test(phone_number))) return refuse(422);
  const source_id = text(body['source_id']) ?? `uuid-${String(state.nextId)}`;
  const contact: Contact = {
    id: state.nextId++,
    name: text(body['name']),
    phone_number,
    identifier,
    inboxes: [{ inbox_id, source_id }],
  };
  state.contacts.push(contact);
  return ok({
    payload: { contact: showContact(contact), contact_inbox: { inbox: { id: inbox_id }, source_id } },
  });
}

function createContactInbox(state: DoubleState, { body }: DoubleCall, [id]: readonly number[]): DoubleAnswer {
  return contactOr404(state, id, (contact) => {
    const inbox_id = Number(body['inbox_id']);
    if (!body['inbox_id']) return refuse(422);
    const source_id = text(body['source_id']) ?? `uuid-${String(state.nextId)}`;
    const isTaken = state.contacts.some(({ inboxes }) =>
      inboxes.some((one) => one.inbox_id === inbox_id && one.source_id === source_id),
    );
    if (isTaken) return refuse(422);
    contact.inboxes.push({ inbox_id, source_id });
    return ok({ source_id, inbox: { id: inbox_id } });
  });
}

function listConversations(state: DoubleState, _call: DoubleCall, [id]: readonly number[]): DoubleAnswer {
  return contactOr404(state, id, () =>
    ok({ payload: state.conversations.filter(({ contact_id }) => contact_id === id) }),
  );
}

function createConversation(state: DoubleState, { body }: DoubleCall): DoubleAnswer {
  const source_id = text(body['source_id']);
  const inbox_id = Number(body['inbox_id']);
  const contact = state.contacts.find(({ inboxes }) =>
    inboxes.some((one) => one.source_id === source_id && one.inbox_id === inbox_id),
  );
  if (source_id === null) return refuse(422);
  if (!contact) return refuse(404);
  const conversation = {
    id: state.nextId++,
    inbox_id,
    contact_id: contact.id,
    source_id,
    status: text(body['status']) ?? 'open',
  };
  state.conversations.push(conversation);
  return ok(conversation);
}

function listMessages(state: DoubleState, { query }: DoubleCall, [id]: readonly number[]): DoubleAnswer {
  const before = Number(query.get('before') ?? Infinity);
  const own = state.messages.filter((one) => one.conversation_id === id && one.id < before);
  const payload = own.slice(-PAGE).map(({ files: _files, ...message }) => ({
    ...message,
    message_type: message.message_type === 'incoming' ? 0 : 1,
  }));
  return ok({ meta: {}, payload });
}

function createMessage(
  state: DoubleState,
  { body, files }: DoubleCall,
  [id]: readonly number[],
): DoubleAnswer {
  if (!state.conversations.some((one) => one.id === id)) return refuse(404);
  const content = typeof body['content'] === 'string' ? body['content'] : null;
  if (content === null || content.length > MAX_CONTENT) return refuse(422);
  const message: DoubleMessage = {
    id: state.nextId++,
    conversation_id: id ?? 0,
    content,
    message_type: body['message_type'] === 'incoming' ? 'incoming' : 'outgoing',
    private: body['private'] === true || body['private'] === 'true',
    source_id: text(body['source_id']),
    content_attributes: (body['content_attributes'] as Record<string, unknown> | undefined) ?? {},
    files,
    attachments: [],
    status: 'sent',
    external_error: null,
    deleted: false,
  };
  state.messages.push(message);
  const { files: _files, ...shown } = message;
  return ok({ ...shown, message_type: message.message_type === 'incoming' ? 0 : 1 }, message);
}

function updateMessage(state: DoubleState, { body }: DoubleCall, [, id]: readonly number[]): DoubleAnswer {
  const message = state.messages.find((one) => one.id === id);
  const status = text(body['status']);
  if (!message) return refuse(404);
  if (status === null || !['sent', 'delivered', 'read', 'failed'].includes(status)) return refuse(422);
  if (message.status === 'read' && status === 'delivered') return ok({ id });
  message.status = status;
  message.external_error = status === 'failed' ? text(body['external_error']) : null;
  return ok({ id, status });
}

function deleteMessage(state: DoubleState, _call: DoubleCall, [, id]: readonly number[]): DoubleAnswer {
  const message = state.messages.find((one) => one.id === id);
  if (!message) return refuse(404);
  message.content = 'This message was deleted';
  message.deleted = true;
  return { status: 200, body: null };
}

function text(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null;
}
