import type { ProviderGroup, ProviderTemplate, TemplateComponent } from '../channels/whatsapp/client.js';

const component = (
  type: TemplateComponent['type'],
  text: string | null,
  format: string | null = null,
): TemplateComponent => ({ type, format, text, buttons: [] });
const buttons = (...list: TemplateComponent['buttons']): TemplateComponent => ({
  ...component('BUTTONS', null),
  buttons: list,
});
const template = (
  id: number,
  name: string,
  category: string,
  components: readonly TemplateComponent[],
  rest: Partial<ProviderTemplate> = {},
): ProviderTemplate => ({
  id: String(7_340_000_000_000_000 + id),
  name,
  language: 'en_US',
  category,
  status: 'APPROVED',
  parameterFormat: 'POSITIONAL',
  components,
  ...rest,
});

/** One of each kind that differs in how it is filled. */
export const SAMPLE_TEMPLATES: readonly ProviderTemplate[] = [
  template(1, 'hello_world', 'UTILITY', [
    component('HEADER', 'Hello World', 'TEXT'),
    component(
      'BODY',
      'Welcome, and congratulations!! This message demonstrates your ability to send a template.',
    ),
    component('FOOTER', 'WhatsApp Business Platform sample message'),
  ]),
  template(2, 'order_shipped', 'UTILITY', [
    component('HEADER', 'Order {{1}}', 'TEXT'),
    component('BODY', 'Hi {{1}}, your order is on its way and arrives {{2}}.'),
    buttons({ type: 'URL', text: 'Track it', url: 'https://example.org/track/{{1}}' }),
  ]),
  template(
    3,
    'order_shipped',
    'UTILITY',
    [
      component('HEADER', 'Pedido {{1}}', 'TEXT'),
      component('BODY', 'Olá {{1}}, seu pedido está a caminho e chega {{2}}.'),
      buttons({ type: 'URL', text: 'Acompanhar', url: 'https://example.org/track/{{1}}' }),
    ],
    { language: 'pt_BR' },
  ),
  template(
    4,
    'appointment',
    'UTILITY',
    [
      component('BODY', 'Hi {{first_name}}, see you on {{day}}.'),
      buttons(
        { type: 'QUICK_REPLY', text: 'Yes', url: null },
        { type: 'QUICK_REPLY', text: 'No', url: null },
      ),
    ],
    { parameterFormat: 'NAMED' },
  ),
  template(5, 'sign_in_code', 'AUTHENTICATION', [
    component('BODY', '{{1}} is your code.'),
    buttons({ type: 'URL', text: 'Copy code', url: 'https://www.whatsapp.com/otp/code/?code=otp{{1}}' }),
  ]),
  template(6, 'summer_sale', 'MARKETING', [
    component('HEADER', null, 'IMAGE'),
    component('BODY', 'Ten percent off, {{1}}.'),
    buttons({ type: 'COPY_CODE', text: 'Copy the code', url: null }),
  ]),
  template(7, 'paused_offer', 'MARKETING', [component('BODY', 'Nobody gets this.')], { status: 'PAUSED' }),
];

export const SAMPLE_GROUPS: readonly ProviderGroup[] = [
  { id: 'Y2FwaV9ncm91cDoxOjE', subject: 'Football on Sundays' },
  { id: 'Y2FwaV9ncm91cDoyOjE', subject: 'The neighbours' },
];
