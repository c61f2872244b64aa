import { z } from 'zod';
import type { ProviderTemplate } from '../../channels/whatsapp/client.js';
import { HttpError } from '../httpError.js';
import { numberEndpoint, type Endpoint } from './endpoint.js';
import { group, template, type TemplateJson } from './sendSchemas.js';

const ofProvider = {
  method: 'GET',
  scope: 'NUMBER',
  errors: ['PROVIDER_NOT_CONFIGURED', 'UPSTREAM_TIMEOUT'],
} as const;
const HELD = 'Asked of the provider and held in memory for some minutes; stored nowhere.';

export const templateEndpoints: readonly Endpoint[] = [
  numberEndpoint({
    ...ofProvider,
    path: '/v1/templates',
    operationId: 'listTemplates',
    summary: 'The templates of the number’s business account',
    description: HELD,
    answer: z.array(template),
    handle: async ({ services: { sending }, number }) => (await sending.templates(number)).map(toJson),
  }),
  numberEndpoint({
    ...ofProvider,
    path: '/v1/templates/{id}',
    operationId: 'getTemplate',
    summary: 'One template',
    description: HELD,
    answer: template,
    errors: [...ofProvider.errors, 'TEMPLATE_NOT_FOUND'],
    handle: async ({ services: { sending }, number, params }) => {
      const found = (await sending.templates(number)).find(({ id }) => id === params.id);
      if (!found) throw new HttpError('TEMPLATE_NOT_FOUND', 'The number has no such template.');
      return toJson(found);
    },
  }),
  numberEndpoint({
    ...ofProvider,
    path: '/v1/groups',
    operationId: 'listGroups',
    summary: 'The groups of the number',
    description: HELD,
    answer: z.array(group),
    handle: async ({ services: { sending }, number }) =>
      (await sending.groups(number)).map(({ id, subject }) => ({ id, subject })),
  }),
];

function toJson(found: ProviderTemplate): TemplateJson {
  const { id, name, category, language, status, parameterFormat, components } = found;
  return {
    id,
    name,
    category,
    latestVersion: {
      language,
      status,
      parameterFormat,
      components: components.map(({ buttons, ...component }) => ({
        ...component,
        buttons: buttons.map((button) => ({ ...button })),
      })),
    },
  };
}
