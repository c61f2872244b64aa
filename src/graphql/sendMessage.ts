import type { SendLogEntry } from '../../schema/types/sendLogEntry.type.js';
import type { CancelFailure } from '../../schema/types/sendPayloads.type.js';
import type { SendMessageInput, SendTemplateInput } from '../../schema/types/sendMessage.input.js';
import { MAX_PAGE } from '../administration/page.js';
import { actorOf } from '../auth/principal.js';
import { mayUseNumber, requireNumber } from '../auth/rights.js';
import { canonicalJson } from '../lib/canonicalJson.js';
import { groupBy } from '../lib/collections.js';
import { invalid, notFound } from '../lib/errors.js';
import type { NumberRow } from '../projections/rows.js';
import { SendRefused } from '../sending/sendRefused.js';
import type { SendReceipt } from '../sending/sending.js';
import { accountOf, principalOf, type GraphqlContext } from './context.js';
import { toId } from './ids.js';
import { mediaData } from './mediaData.js';
import { fieldOf, modeOf, parseSendMessage } from './sendInputOf.js';
import { showSendLogEntry } from './showSendLogEntry.js';

/** @throws InvalidInput; NOT_FOUND for a number that is not theirs; SendRefused */
export async function sendMessage(
  context: GraphqlContext,
  input: SendMessageInput,
): Promise<{ readonly entry: SendLogEntry; readonly isReplay: boolean }> {
  const number = await numberOf(context, toId(input.numberId));
  const { id, isReplay } = await send(context, number, input).catch((error: unknown) => {
    throw aboutInput(error, input);
  });
  const view = await context.services.sendLog.find(accountOf(context), id, number._id);
  if (!view) throw notFound('send-log entry');
  return { entry: showSendLogEntry(view), isReplay };
}

async function send(
  context: GraphqlContext,
  number: NumberRow,
  input: SendMessageInput,
): Promise<SendReceipt> {
  const { core, sending } = context.services;
  const principal = principalOf(context);
  modeOf(input);
  const file = input.media ? mediaData(input.media) : null;
  const template = input.template ? templateNamed(input.template) : null;
  const parsed = parseSendMessage(input, template && (template.id ?? TO_BE_LOOKED_UP), core.clock());
  const { idempotencyKey: key, ...body } = input;
  return sending.send({
    ...parsed,
    // The provider is asked only for what is right otherwise, and not for what is answered already.
    complete: async (content) => {
      if (content.type === 'templateReference' && template?.id === null)
        return { ...content, templateId: await templateIdOf(context, number, template) };
      return file && content.type === 'media'
        ? { ...content, source: { kind: 'UPLOADED', providerMediaId: await sending.upload(number, file) } }
        : content;
    },
    number,
    by: actorOf(principal),
    origin: principal.kind === 'API_KEY' ? 'API' : 'DASHBOARD',
    apiKey: principal.kind === 'API_KEY' ? principal.keyId : null,
    idempotency: typeof key === 'string' ? { key, body: canonicalJson(body) } : null,
  });
}

async function numberOf(context: GraphqlContext, id: string): Promise<NumberRow> {
  requireNumber(principalOf(context), id);
  const number = await context.loaders.number(id);
  if (!number) throw notFound('number');
  return number;
}

/** In the place of the id of a template that is named otherwise. */
const TO_BE_LOOKED_UP = 'to-be-looked-up';

type TemplateName =
  { readonly id: string } | { readonly id: null; readonly name: string; readonly language: string };

/** @throws InvalidInput */
function templateNamed({ templateId, name, language }: SendTemplateInput): TemplateName {
  const byId = typeof templateId === 'string' && templateId !== '';
  const byName = typeof name === 'string' && typeof language === 'string';
  if (byId === byName) {
    const code = byId ? 'CONFLICTING' : 'REQUIRED';
    throw invalid('template.templateId', code, 'Give either templateId, or name and language.');
  }
  return byName ? { id: null, name, language } : { id: templateId ?? '' };
}

/** @throws SendRefused TEMPLATE_NOT_FOUND, or when the provider cannot be asked */
async function templateIdOf(
  { services: { sending } }: GraphqlContext,
  number: NumberRow,
  { name, language }: Extract<TemplateName, { readonly id: null }>,
): Promise<string> {
  const found = (await sending.templates(number)).find(
    (template) => template.name === name && template.language === language,
  );
  if (!found)
    throw new SendRefused('TEMPLATE_NOT_FOUND', 'The number has no template of this name and language.');
  return found.id;
}

const FIELDS: Readonly<Partial<Record<SendRefused['reason'], string>>> = {
  IDEMPOTENCY_KEY_INVALID: 'idempotencyKey',
  IDEMPOTENCY_KEY_REUSED: 'idempotencyKey',
  TEMPLATE_NOT_FOUND: 'template',
};

/** What is wrong with the input is told by its field; what may be right another time stays an error. */
function aboutInput(error: unknown, input: SendMessageInput): unknown {
  if (!(error instanceof SendRefused)) return error;
  const { field } = error.details;
  const named = typeof field === 'string' ? fieldOf(field, modeOf(input)) : FIELDS[error.reason];
  return named === undefined ? error : invalid(named, error.reason, error.message);
}

/** Takes back sends, each of the number it is of; what is not in scope is unknown. @throws InvalidInput */
export async function cancelMessages(
  context: GraphqlContext,
  ids: readonly string[],
): Promise<{ readonly canceled: readonly string[]; readonly failed: readonly CancelFailure[] }> {
  if (ids.length > MAX_PAGE) throw invalid('ids', 'TOO_MANY', `At most ${String(MAX_PAGE)} ids at once.`);
  const { sendLog, sending } = context.services;
  const principal = principalOf(context);
  const found = await Promise.all(
    [...new Set(ids)].map(async (id) => {
      const view = await sendLog.find(principal.account, toId(id));
      const number = view && mayUseNumber(principal, view.row.number) ? view.row.number : null;
      return { id, own: view?.row._id ?? id, number };
    }),
  );
  const canceled: string[] = [];
  const failed: CancelFailure[] = [];
  for (const [numberId, entries] of groupBy(found, ({ number }) => number)) {
    const number = numberId === null ? null : await context.loaders.number(numberId);
    const names = new Map(entries.map(({ id, own }) => [own, id]));
    if (!number) {
      failed.push(...entries.map(({ id }) => ({ id, reason: 'NOT_FOUND' })));
      continue;
    }
    const outcome = await sending.cancel(number, actorOf(principal), [...names.keys()]);
    canceled.push(...outcome.canceled.map((own) => names.get(own) ?? own));
    failed.push(...outcome.failed.map(({ id, reason }) => ({ id: names.get(id) ?? id, reason })));
  }
  return { canceled, failed };
}
