import { createWhatsappClient } from '../../src/channels/whatsapp/createWhatsappClient.js';
import type { WhatsappAccess, WhatsappClient } from '../../src/channels/whatsapp/client.js';
import type { OutboundMessage } from '../../src/channels/outbound.js';
import { createProviderDouble, type ProviderDouble } from '../../src/providerDouble/createProviderDouble.js';

export const ACCESS: WhatsappAccess = {
  phoneNumberId: '1060',
  businessAccountId: '1022',
  accessToken: 'token-1',
};
export const PHONE = { kind: 'PHONE', phone: '+5511987654321' } as const;
/** As short as a busy machine allows: a test of what hangs waits for it. Milliseconds. */
const REQUEST_MS = 2_000;

let serial = 0;
/** A text to {@link PHONE} with tracking data of its own. */
export function outboundMessage(rest: Partial<OutboundMessage> = {}): OutboundMessage {
  serial += 1;
  return {
    recipient: PHONE,
    content: { type: 'text', body: 'Olá' },
    replyTo: null,
    trackingData: `send-${serial}`,
    ...rest,
  };
}

/** A provider double, and clients that speak to it or to whom they are told, all of which end with it. */
export interface ClientStage {
  readonly double: ProviderDouble;
  readonly client: WhatsappClient;
  clientAt(
    apiUrl: string,
    more?: Partial<Omit<Parameters<typeof createWhatsappClient>[0], 'apiUrl'>>,
  ): WhatsappClient;
  stop(): Promise<void>;
}

export async function startClientStage(): Promise<ClientStage> {
  const double = createProviderDouble({ accessToken: ACCESS.accessToken });
  await double.start();
  const clients: WhatsappClient[] = [];
  const clientAt: ClientStage['clientAt'] = (apiUrl, more = {}) => {
    const made = createWhatsappClient({ apiUrl, requestMs: REQUEST_MS, connectMs: REQUEST_MS, ...more });
    clients.push(made);
    return made;
  };
  return {
    double,
    client: clientAt(double.url),
    clientAt,
    stop: async () => {
      await Promise.all(clients.map((made) => made.close()));
      await double.stop();
    },
  };
}
