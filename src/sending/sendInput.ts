import type { OutboundContent, Recipient } from '../channels/outbound.js';
import { InvalidInput } from '../lib/errors.js';
import { createIssues, given } from './input/issues.js';
import { readButtons } from './input/readButtons.js';
import { readContent } from './input/readContent.js';
import { readList } from './input/readList.js';
import { readRecipient } from './input/readRecipient.js';
import { readTimes } from './input/readTimes.js';
import { readLabels, readVariables } from './input/readSmall.js';

/**
 * A send as a surface takes it from its caller: the body of `POST /v1/messages/send` (contracts/rest-v1.md), and
 * GraphQL's `SendMessageInput`, which says the same. Types are the surface's to check; here every value is.
 * Null counts as absent throughout.
 */
export interface SendInput {
  readonly text?: string | null;
  readonly templateId?: string | null;
  readonly variables?: Readonly<Record<string, string>> | null;
  /** An http(s) address that the provider fetches from. */
  readonly media?: string | null;
  /** In place of `media`: the provider's id of what was uploaded before. */
  readonly mediaId?: string | null;
  readonly mediaType?: string | null;
  readonly fileName?: string | null;
  readonly mimeType?: string | null;
  /** E.164, or the provider's id of a person for this business. */
  readonly destinationNumber?: string | null;
  readonly groupId?: string | null;
  readonly buttons?: readonly SendButtonInput[] | null;
  readonly list?: SendListInput | null;
  readonly header?: { readonly type: string; readonly content: string } | null;
  readonly footer?: string | null;
  readonly labels?: readonly string[] | null;
  /** ISO 8601 or an instant. */
  readonly deliverAt?: string | Date | null;
  readonly deliverUntil?: string | Date | null;
  readonly markRead?: boolean | null;
  /** The provider's id, or ours, of the message that this one answers. */
  readonly replyTo?: string | null;
}

export interface SendButtonInput {
  /** reply, url, call or copy; the provider has the last two in templates only. */
  readonly type: string;
  readonly label: string;
  readonly url?: string | null;
  readonly phoneNumber?: string | null;
  readonly copyCode?: string | null;
  /** Of a reply: what comes back when it is pressed; else made from its place. */
  readonly id?: string | null;
}

export interface SendListInput {
  readonly buttonText: string;
  readonly sections: readonly {
    readonly title?: string | null;
    readonly rows: readonly {
      readonly title: string;
      readonly description?: string | null;
      readonly rowId: string;
    }[];
  }[];
}

/** A template to be looked up and filled in; `Sending.send` does that. The variables are PII. */
export interface TemplateReference {
  readonly type: 'templateReference';
  readonly templateId: string;
  readonly variables: Readonly<Record<string, string>>;
}
export type SendContent = OutboundContent | TemplateReference;

/** A checked input: what of a `SendRequest` comes from the caller. */
export interface ParsedSend {
  readonly recipient: Recipient;
  readonly content: SendContent;
  readonly replyTo: string | null;
  readonly labels: readonly string[];
  readonly deliverAt: Date | null;
  readonly deliverUntil: Date | null;
  readonly markRead: boolean;
}

/** Of a provider; ours are shorter. */
const MAX_MESSAGE_ID = 256;

/**
 * Checks the whole input and says everything that is wrong with it at once, each by its field.
 * @param now for the bounds of `deliverAt` and `deliverUntil`
 * @throws InvalidInput; SendRefused FEATURE_NOT_SUPPORTED for buttons that the provider has in templates only
 */
export function parseSendInput(input: SendInput, now: Date): ParsedSend {
  const issues = createIssues();
  const recipient = readRecipient(input, issues);
  const [buttons, list] = [readButtons(input, issues), readList(input, issues)];
  const content = readContent(input, buttons ?? list, issues);
  const times = readTimes(input, now, issues);
  const labels = readLabels(input, issues);
  const variables = readVariables(input, issues);
  const replyTo = given(input.replyTo);
  if (replyTo !== null) issues.text('replyTo', replyTo, MAX_MESSAGE_ID);
  const found = issues.found();
  if (found.length > 0 || !recipient || !content) throw new InvalidInput(found);
  return {
    recipient,
    content: content.type === 'templateReference' ? { ...content, variables } : content,
    replyTo,
    labels,
    ...times,
    markRead: input.markRead ?? false,
  };
}
