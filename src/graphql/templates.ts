import type { MessageTemplate } from '../../schema/types/messageTemplate.type.js';
import { requireNumber } from '../auth/rights.js';
import type { ProviderTemplate } from '../channels/whatsapp/client.js';
import { variablesOf } from '../channels/whatsapp/fillTemplate.js';
import { notFound } from '../lib/errors.js';
import { principalOf, type GraphqlContext } from './context.js';

/** The templates of a number. @throws NOT_FOUND; SendRefused when the provider cannot be asked */
export async function listTemplates(
  context: GraphqlContext,
  numberId: string,
): Promise<readonly MessageTemplate[]> {
  requireNumber(principalOf(context), numberId);
  const number = await context.loaders.number(numberId);
  if (!number) throw notFound('number');
  return (await context.services.sending.templates(number)).map(showTemplate);
}

function showTemplate(template: ProviderTemplate): MessageTemplate {
  const { id, name, language, category, status, components } = template;
  return {
    id,
    name,
    language,
    category,
    isApproved: status === 'APPROVED',
    body: components.find(({ type }) => type === 'BODY')?.text ?? null,
    variables: variablesOf(template),
  };
}
