/** A content that the provider has no form for. The message is a sentence free of PII. */
export class UnsendableContent extends Error {
  override readonly name = 'UnsendableContent';
}
