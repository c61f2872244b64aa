import type { ChatwootStatus } from '../../projections/chatwootJobs.js';

/** Where a Chatwoot is, and with what it is asked. */
export interface ChatwootAccess {
  /** Without a trailing slash. */
  readonly baseUrl: string;
  readonly accountId: number;
  readonly apiAccessToken: string;
}

/** Why Chatwoot did not do what it was asked; a closed list. None carries anything of the request or the answer. */
export const CHATWOOT_FAILURES = [
  'TIMEOUT',
  'UNREACHABLE',
  'ADDRESS_REFUSED',
  /** 401 and 403: the token, or what its owner may do. */
  'UNAUTHORIZED',
  'NOT_FOUND',
  /** Another 4xx: the same request will not be taken the next time either. */
  'INVALID',
  'THROTTLED',
  'SERVER_ERROR',
  'INVALID_ANSWER',
] as const;
export type ChatwootFailure = (typeof CHATWOOT_FAILURES)[number];

export interface ChatwootFailed {
  readonly kind: 'FAILED';
  readonly reason: ChatwootFailure;
  readonly retryAfterMs: number | null;
}
export type ChatwootAnswer<T> = { readonly kind: 'OK'; readonly value: T } | ChatwootFailed;

export interface ChatwootInbox {
  readonly id: number;
  readonly isApi: boolean;
  readonly webhookUrl: string | null;
  /** What its webhooks are signed with; null where this version does not sign, or does not tell this token. */
  readonly signingSecret: string | null;
}

export interface ChatwootContact {
  readonly id: number;
  readonly phoneNumber: string | null;
  readonly identifier: string | null;
  /** Null: this answer did not tell. */
  readonly inboxes: readonly { readonly inboxId: number; readonly sourceId: string }[] | null;
}

export interface ChatwootConversation {
  /** As the account counts them, in addresses and for agents. */
  readonly id: number;
  readonly inboxId: number;
  readonly status: string;
}

export interface ChatwootMessage {
  readonly id: number;
  readonly sourceId: string | null;
}

export interface NewContact {
  readonly inboxId: number;
  readonly name: string | null;
  readonly phoneNumber: string | null;
  readonly identifier: string | null;
  readonly sourceId: string;
}

export interface ChatwootFile {
  readonly bytes: Buffer;
  readonly fileName: string;
  readonly mimeType: string;
}

export interface NewMessage {
  readonly content: string;
  readonly messageType: 'incoming' | 'outgoing';
  readonly sourceId: string;
  /** What it answers, by Chatwoot's id or by the source id it was made with. */
  readonly inReplyTo: { readonly messageId: number } | { readonly sourceId: string } | null;
  readonly file: ChatwootFile | null;
}

/**
 * Chatwoot's Application API (contracts/chatwoot.md), as much of it as we need. Never throws for what the network or
 * Chatwoot does.
 */
export interface ChatwootClient {
  /** Whether the token is anybody's. */
  checkToken(access: ChatwootAccess): Promise<ChatwootAnswer<null>>;
  /** Whether the account is there for this token. */
  checkAccount(access: ChatwootAccess): Promise<ChatwootAnswer<null>>;
  getInbox(access: ChatwootAccess, inboxId: number): Promise<ChatwootAnswer<ChatwootInbox>>;
  createInbox(
    access: ChatwootAccess,
    inbox: { readonly name: string; readonly webhookUrl: string },
  ): Promise<ChatwootAnswer<ChatwootInbox>>;
  setWebhookUrl(
    access: ChatwootAccess,
    inboxId: number,
    webhookUrl: string,
  ): Promise<ChatwootAnswer<ChatwootInbox>>;
  /** Contacts whose phone number or identifier is exactly this one. */
  findContacts(access: ChatwootAccess, exact: string): Promise<ChatwootAnswer<readonly ChatwootContact[]>>;
  getContact(access: ChatwootAccess, contactId: number): Promise<ChatwootAnswer<ChatwootContact>>;
  /** Deletes a contact with all its conversations and messages; needs an administrator's token. */
  deleteContact(access: ChatwootAccess, contactId: number): Promise<ChatwootAnswer<null>>;
  createContact(access: ChatwootAccess, contact: NewContact): Promise<ChatwootAnswer<ChatwootContact>>;
  /** Gives the source id by which the contact is known in the inbox. */
  createContactInbox(
    access: ChatwootAccess,
    contactId: number,
    place: { readonly inboxId: number; readonly sourceId: string },
  ): Promise<ChatwootAnswer<string>>;
  conversationsOf(
    access: ChatwootAccess,
    contactId: number,
  ): Promise<ChatwootAnswer<readonly ChatwootConversation[]>>;
  createConversation(
    access: ChatwootAccess,
    conversation: { readonly inboxId: number; readonly contactId: number; readonly sourceId: string },
  ): Promise<ChatwootAnswer<ChatwootConversation>>;
  /** Up to 20 of them, the newest, oldest first. @param before only those with a smaller id */
  messagesOf(
    access: ChatwootAccess,
    conversationId: number,
    before?: number,
  ): Promise<ChatwootAnswer<readonly ChatwootMessage[]>>;
  createMessage(
    access: ChatwootAccess,
    conversationId: number,
    message: NewMessage,
  ): Promise<ChatwootAnswer<ChatwootMessage>>;
  setStatus(
    access: ChatwootAccess,
    message: { readonly conversationId: number; readonly messageId: number },
    status: ChatwootStatus,
    externalError: string | null,
  ): Promise<ChatwootAnswer<null>>;
  deleteMessage(
    access: ChatwootAccess,
    message: { readonly conversationId: number; readonly messageId: number },
  ): Promise<ChatwootAnswer<null>>;
  stop(): Promise<void>;
}
