import type { OutboundMessage, SendOutcome } from '../outbound.js';

/** With what a number's provider is asked. The token is a secret. */
export interface WhatsappAccess {
  readonly phoneNumberId: string;
  /** Null: the number has none, so that templates cannot be listed. */
  readonly businessAccountId: string | null;
  readonly accessToken: string;
}

/** A template as the provider lists it, in one language. */
export interface ProviderTemplate {
  readonly id: string;
  readonly name: string;
  readonly language: string;
  readonly category: string | null;
  /** The provider's word: `APPROVED`, `PAUSED`, … Only approved ones can be sent. */
  readonly status: string | null;
  /** `POSITIONAL`: {{1}}, {{2}}; `NAMED`: {{first_name}}. */
  readonly parameterFormat: 'POSITIONAL' | 'NAMED';
  readonly components: readonly TemplateComponent[];
}
export interface TemplateComponent {
  readonly type: 'HEADER' | 'BODY' | 'FOOTER' | 'BUTTONS' | 'OTHER';
  /** Of a header: `TEXT`, `IMAGE`, `VIDEO`, `DOCUMENT`, … */
  readonly format: string | null;
  readonly text: string | null;
  readonly buttons: readonly { readonly type: string; readonly text: string; readonly url: string | null }[];
}

/** A group of the number. The subject is PII. */
export interface ProviderGroup {
  readonly id: string;
  readonly subject: string | null;
}

/**
 * How the provider keeps a number's messages. `DEFAULT`: its own time, up to 30 days; `IN_COUNTRY`: as long, in one region;
 * `NO_STORAGE`: only while it passes them on.
 */
export interface ProviderStorage {
  readonly status: 'DEFAULT' | 'IN_COUNTRY' | 'NO_STORAGE';
  /** Minutes for which `NO_STORAGE` passes on and delivers again; null where the provider does not say. */
  readonly retentionMinutes: number | null;
  /** The region of `IN_COUNTRY`, a country's code; null where there is none. */
  readonly region: string | null;
}

/** An answer of the provider's, or why there is none; never a thrown error of a library. */
export type Answer<T> =
  { readonly kind: 'OK'; readonly value: T } | Exclude<SendOutcome, { readonly kind: 'ACCEPTED' }>;

/**
 * The provider's API as this product uses it (contracts/whatsapp-cloud.md). No method throws for what a provider or
 * a network can do; none logs.
 */
export interface WhatsappClient {
  send(access: WhatsappAccess, message: OutboundMessage): Promise<SendOutcome>;
  /** @param externalId the provider's id of an inbound message */
  markRead(access: WhatsappAccess, externalId: string): Promise<Answer<null>>;
  /** Gives the provider's media id, which lives 30 days. */
  uploadMedia(
    access: WhatsappAccess,
    file: { readonly bytes: Buffer; readonly mimeType: string; readonly fileName: string | null },
  ): Promise<Answer<string>>;
  /** Every template of the business account, all pages. */
  listTemplates(access: WhatsappAccess): Promise<Answer<readonly ProviderTemplate[]>>;
  listGroups(access: WhatsappAccess): Promise<Answer<readonly ProviderGroup[]>>;
  /** How the provider itself keeps the number's messages. */
  storage(access: WhatsappAccess): Promise<Answer<ProviderStorage>>;
  /** Breaks off what is being asked and closes all connections; afterwards everything is UNREACHABLE. */
  close(): Promise<void>;
}
