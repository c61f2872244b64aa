import { randomFromPool } from '../../lib/random.js';

/**
 * Writes `multipart/form-data` (RFC 7578) with some fields and one file, whole in memory: its length is known before
 * the first byte goes out, and nothing can fail midway.
 */
export function buildMultipart(
  fields: Readonly<Record<string, string>>,
  file: {
    readonly name: string;
    readonly fileName: string;
    readonly mimeType: string;
    readonly bytes: Buffer;
  },
): { readonly type: string; readonly bytes: Buffer } {
  const boundary = `lethe-${randomFromPool(24).toString('hex')}`;
  const parts = Object.entries(fields).map(
    ([name, value]) =>
      `--${boundary}\r\nContent-Disposition: form-data; name="${quotable(name)}"\r\n\r\n${value}\r\n`,
  );
  const head =
    `--${boundary}\r\nContent-Disposition: form-data; name="${quotable(file.name)}"; ` +
    `filename="${quotable(file.fileName)}"\r\nContent-Type: ${oneLine(file.mimeType)}\r\n\r\n`;
  return {
    type: `multipart/form-data; boundary=${boundary}`,
    bytes: Buffer.concat([
      Buffer.from(parts.join('') + head),
      file.bytes,
      Buffer.from(`\r\n--${boundary}--\r\n`),
    ]),
  };
}

/** As browsers escape names (WHATWG HTML, "multipart form data"): a name must not end its quotes or its line. */
function quotable(text: string): string {
  return text.replaceAll('"', '%22').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function oneLine(text: string): string {
  return text.replace(/[\r\n]/g, '');
}
