import type { OutboundContent } from '../channels/outbound.js';
import { fillTemplate } from '../channels/whatsapp/fillTemplate.js';
import { InvalidInput } from '../lib/errors.js';
import type { NumberRow } from '../projections/rows.js';
import type { ProviderLists } from './providerLists.js';
import type { SendContent } from './sendInput.js';
import { SendRefused } from './sendRefused.js';

/**
 * The content with its template looked up and filled in.
 * @throws SendRefused TEMPLATE_NOT_FOUND, and what listing templates throws; InvalidInput for its variables
 */
export async function resolveContent(
  lists: ProviderLists,
  number: NumberRow,
  content: SendContent,
): Promise<OutboundContent> {
  if (content.type !== 'templateReference') return content;
  const template = await lists.template(number, content.templateId);
  if (!template)
    throw new SendRefused('TEMPLATE_NOT_FOUND', 'The business account has no template with this id.');
  if (template.status !== null && template.status !== 'APPROVED')
    throw new SendRefused(
      'TEMPLATE_NOT_FOUND',
      'The provider has not approved this template, or has paused it: only approved ones can be sent.',
    );
  const filled = fillTemplate(template, content.variables);
  if (filled.isFilled) return filled.template;
  throw new InvalidInput(
    filled.problems.map(({ variable, code, message }) => ({
      field: variable === null ? 'variables' : `variables.${variable}`,
      code,
      message,
    })),
  );
}
