/** What the double holds, named as Chatwoot names it. */
export interface DoubleInbox {
  readonly id: number;
  readonly name: string;
  readonly channel_type: string;
  webhook_url: string | null;
  readonly secret: string;
}
export interface DoubleContact {
  readonly id: number;
  readonly name: string | null;
  readonly phone_number: string | null;
  readonly identifier: string | null;
  readonly inboxes: { readonly inbox_id: number; readonly source_id: string }[];
}
export interface DoubleConversation {
  readonly id: number;
  readonly inbox_id: number;
  readonly contact_id: number;
  readonly source_id: string;
  status: string;
}
export interface DoubleFile {
  readonly name: string;
  readonly type: string;
  readonly bytes: Buffer;
}
export interface DoubleMessage {
  readonly id: number;
  readonly conversation_id: number;
  content: string;
  readonly message_type: 'incoming' | 'outgoing';
  readonly private: boolean;
  readonly source_id: string | null;
  readonly content_attributes: Readonly<Record<string, unknown>>;
  readonly files: readonly DoubleFile[];
  /** Of an agent's files: where they are to be had. */
  readonly attachments: readonly { readonly file_type: string; readonly data_url: string }[];
  status: string;
  external_error: string | null;
  deleted: boolean;
}

export interface DoubleState {
  readonly inboxes: DoubleInbox[];
  readonly contacts: DoubleContact[];
  readonly conversations: DoubleConversation[];
  readonly messages: DoubleMessage[];
  nextId: number;
}

export function createDoubleState(): DoubleState {
  return { inboxes: [], contacts: [], conversations: [], messages: [], nextId: 1 };
}
