/** A file as the provider describes it. */
export interface ProviderMedia {
  /** Lives 5 minutes, and needs the number's token. */
  readonly url: string;
  readonly mimeType: string | null;
  /** Hexadecimal or base64: the provider writes both. */
  readonly sha256: string | null;
  readonly bytes: number | null;
}

/** A file on its way. */
export interface MediaDownload {
  /** Breaks off by a thrown error; read it to its end, or return from it. */
  readonly content: AsyncIterable<Buffer>;
  readonly mimeType: string | null;
  readonly bytes: number | null;
}

/** An answer of the provider's, or why there is none. */
export type MediaAnswer<T> =
  | { readonly kind: 'OK'; readonly value: T }
  /** It has it no longer, or never had. */
  | { readonly kind: 'GONE' }
  | { readonly kind: 'REFUSED' }
  /** The number's token is not accepted. */
  | { readonly kind: 'TOKEN' }
  /** No connection, no answer in time, or "later". */
  | { readonly kind: 'LATER'; readonly retryAfterMs: number | null };

/** How the provider's files are read (contracts: "Media"). No method throws for what a provider or a network can do. */
export interface WhatsappMedia {
  describe(accessToken: string, mediaId: string, signal: AbortSignal): Promise<MediaAnswer<ProviderMedia>>;
  /** @param signal ends the download as well */
  download(accessToken: string, url: string, signal: AbortSignal): Promise<MediaAnswer<MediaDownload>>;
}
