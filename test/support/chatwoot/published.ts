/**
 * What Chatwoot's published API description (its repository, swagger/, Application API) says of the operations that we
 * use: paths, required fields of the bodies, and the fields of the answers that we read. The double is tested against
 * this table, and the client is tested against the double.
 */
export interface PublishedOperation {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  /** As published, below `/api/v1`. */
  readonly path: string;
  /** Required by the published schema of the body; dots lead into objects. */
  readonly required: readonly string[];
  /** Where the answer holds what we read. */
  readonly answer: 'payload' | 'payload.contact' | 'bare' | 'nothing';
}

const ACCOUNT = '/accounts/{account_id}';

export const PUBLISHED: readonly PublishedOperation[] = [
  { method: 'GET', path: '/profile', required: [], answer: 'bare' },
  { method: 'GET', path: `${ACCOUNT}/inboxes`, required: [], answer: 'payload' },
  { method: 'POST', path: `${ACCOUNT}/inboxes`, required: ['channel.type'], answer: 'bare' },
  { method: 'GET', path: `${ACCOUNT}/inboxes/{id}`, required: [], answer: 'bare' },
  { method: 'PATCH', path: `${ACCOUNT}/inboxes/{id}`, required: [], answer: 'bare' },
  { method: 'GET', path: `${ACCOUNT}/contacts/search`, required: [], answer: 'payload' },
  { method: 'POST', path: `${ACCOUNT}/contacts`, required: ['inbox_id'], answer: 'payload.contact' },
  { method: 'GET', path: `${ACCOUNT}/contacts/{id}`, required: [], answer: 'payload' },
  { method: 'DELETE', path: `${ACCOUNT}/contacts/{id}`, required: [], answer: 'nothing' },
  {
    method: 'POST',
    path: `${ACCOUNT}/contacts/{id}/contact_inboxes`,
    required: ['inbox_id'],
    answer: 'bare',
  },
  { method: 'GET', path: `${ACCOUNT}/contacts/{id}/conversations`, required: [], answer: 'payload' },
  { method: 'POST', path: `${ACCOUNT}/conversations`, required: ['source_id'], answer: 'bare' },
  {
    method: 'GET',
    path: `${ACCOUNT}/conversations/{conversation_id}/messages`,
    required: [],
    answer: 'payload',
  },
  {
    method: 'POST',
    path: `${ACCOUNT}/conversations/{conversation_id}/messages`,
    required: ['content'],
    answer: 'bare',
  },
  {
    method: 'PATCH',
    path: `${ACCOUNT}/conversations/{conversation_id}/messages/{message_id}`,
    required: ['status'],
    answer: 'bare',
  },
  {
    method: 'DELETE',
    path: `${ACCOUNT}/conversations/{conversation_id}/messages/{message_id}`,
    required: [],
    answer: 'nothing',
  },
];
