import type { SendButtonInput, SendInteractiveInput } from '../../schema/types/sendInteractive.input.js';
import type { SendMediaInput, SendMessageInput } from '../../schema/types/sendMessage.input.js';
import { assertValid } from '../domain/checks.js';
import { InvalidInput, type UserError } from '../lib/errors.js';
import { parseSendInput, type ParsedSend, type SendInput } from '../sending/sendInput.js';

/** In the place of the id of a file that is uploaded once everything else is known to be right. */
const TO_BE_UPLOADED = 'to-be-uploaded';
const MODES = ['text', 'template', 'media', 'interactive'] as const;
type Mode = (typeof MODES)[number];

/**
 * Checks GraphQL's input by the rules of every surface (sending/sendInput.ts).
 * @param templateId of the template that the input names
 * @throws InvalidInput that names GraphQL's own fields; SendRefused FEATURE_NOT_SUPPORTED
 */
export function parseSendMessage(input: SendMessageInput, templateId: string | null, now: Date): ParsedSend {
  const mode = modeOf(input);
  try {
    return parseSendInput({ ...commonOf(input), ...contentOf(input, templateId) }, now);
  } catch (error) {
    throw error instanceof InvalidInput
      ? new InvalidInput(error.errors.map((one) => renamed(one, mode)))
      : error;
  }
}

/** @throws InvalidInput unless there is exactly one kind of content and one destination */
export function modeOf(input: SendMessageInput): Mode {
  const modes = MODES.filter((name) => isGiven(input[name]));
  const destinations = (['to', 'groupId'] as const).filter((name) => isGiven(input[name]));
  const [mode] = modes;
  assertValid(
    modes.length === 1 ? [] : [choice(modes.length, 'text', 'text, template, media and interactive')],
    destinations.length === 1 ? [] : [choice(destinations.length, 'to', 'to and groupId')],
  );
  return mode ?? 'text';
}

function isGiven(value: unknown): boolean {
  return value !== undefined && value !== null && value !== '';
}

function choice(count: number, field: string, names: string): UserError {
  const code = count === 0 ? 'REQUIRED' : 'CONFLICTING';
  return { field, code, message: `Exactly one of ${names} must be given.` };
}

function commonOf(input: SendMessageInput): SendInput {
  const { to, groupId, replyTo, deliverAt, deliverUntil, markRead, labels } = input;
  return {
    destinationNumber: to ?? null,
    groupId: groupId ?? null,
    replyTo: replyTo ?? null,
    deliverAt: deliverAt ?? null,
    deliverUntil: deliverUntil ?? null,
    markRead: markRead ?? null,
    labels: labels ?? null,
  };
}

function contentOf(
  { text, template, media, interactive }: SendMessageInput,
  templateId: string | null,
): SendInput {
  if (template) return { templateId, variables: variablesOf(template.variables) };
  if (media) return mediaOf(media);
  return interactive ? interactiveOf(interactive) : { text: text ?? null };
}

/** @throws InvalidInput */
function variablesOf(variables: unknown): Readonly<Record<string, string>> {
  const entries = Object.entries(Object(variables ?? {}) as Readonly<Record<string, unknown>>);
  const isRight = typeof (variables ?? {}) === 'object' && !Array.isArray(variables);
  assertValid(isRight && entries.every(([, value]) => typeof value === 'string') ? [] : [NO_TEXTS]);
  return Object.fromEntries(entries) as Readonly<Record<string, string>>;
}
const NO_TEXTS: UserError = {
  field: 'template.variables',
  code: 'VARIABLES_INVALID',
  message: 'variables is an object of texts.',
};

function mediaOf({ type, url, data, mimeType, caption, fileName }: SendMediaInput): SendInput {
  return {
    ...(isGiven(data) ? { mediaId: TO_BE_UPLOADED } : { media: url ?? null }),
    mediaType: type.toLowerCase(),
    mimeType: mimeType ?? null,
    text: caption ?? null,
    fileName: fileName ?? null,
  };
}

function interactiveOf({ body, header, footer, buttons, list }: SendInteractiveInput): SendInput {
  assertValid(isGiven(buttons) === isGiven(list) ? [choice(buttons ? 2 : 0, ...ACTION)] : []);
  return {
    text: body,
    header: header ? { type: header.type.toLowerCase(), content: header.content } : null,
    footer: footer ?? null,
    buttons: buttons?.map(buttonOf) ?? null,
    list: list ?? null,
  };
}
const ACTION = ['interactive.buttons', 'buttons and list'] as const;

function buttonOf({
  type,
  label,
  id = null,
  url = null,
}: SendButtonInput): NonNullable<SendInput['buttons']>[number] {
  return { type: type.toLowerCase(), label, id, url };
}

const NAMES: Readonly<Record<string, string>> = {
  destinationNumber: 'to',
  templateId: 'template.templateId',
  variables: 'template.variables',
  media: 'media.url',
  mediaId: 'media.data',
  mediaType: 'media.type',
  mimeType: 'media.mimeType',
  fileName: 'media.fileName',
  buttons: 'interactive.buttons',
  list: 'interactive.list',
  header: 'interactive.header',
  footer: 'interactive.footer',
};
const TEXTS: Readonly<Record<Mode, string>> = {
  text: 'text',
  template: 'template.templateId',
  media: 'media.caption',
  interactive: 'interactive.body',
};

/** The same mistake by GraphQL's name of the field, in the message as well. */
function renamed({ field, code, message }: UserError, mode: Mode): UserError {
  const name = fieldOf(field, mode);
  const isNamed = message.startsWith(`${field} `);
  return { field: name, code, message: isNamed ? `${name}${message.slice(field.length)}` : message };
}

/** GraphQL's path of a field of sending/sendInput.ts. */
export function fieldOf(field: string, mode: Mode): string {
  const [first = '', ...rest] = field.split('.');
  const name = first === 'text' ? TEXTS[mode] : (NAMES[first] ?? first);
  return [name, ...rest].join('.');
}
