/**
 * What a browser may show of a stranger's file; anything else it may only save. No SVG, no HTML, no XML: they run. No PDF:
 * in a sandbox it is not shown.
 */
const SHOWN =
  /^(image\/(jpeg|png|webp|gif|heic)|audio\/(aac|mp4|mpeg|amr|ogg|opus|wav|webm)|video\/(mp4|3gpp|webm))$/;
const MIME_TYPE = /^[a-z0-9][a-z0-9!#$&^_.+-]{0,126}\/[a-z0-9][a-z0-9!#$&^_.+-]{0,126}$/;
const MAX_NAME_LENGTH = 200;

/** The MIME type without parameters, in lower case; null: unknown, or not one. */
export function plainType(mimeType: string | null): string | null {
  const type = mimeType?.split(';')[0]?.trim().toLowerCase() ?? '';
  return MIME_TYPE.test(type) ? type : null;
}

/**
 * Headers of a file that a stranger sent: it is never kept by a cache, never sniffed, and whatever it is, it can do nothing
 * with our origin (https://html.spec.whatwg.org, sandboxing).
 */
export function fileHeaders(file: {
  readonly mimeType: string | null;
  readonly fileName: string | null;
}): Readonly<Record<string, string>> {
  const type = plainType(file.mimeType);
  const isShown = type !== null && SHOWN.test(type);
  return {
    'content-type': isShown ? type : 'application/octet-stream',
    'content-disposition': disposition(isShown ? 'inline' : 'attachment', file.fileName),
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
    'content-security-policy': "sandbox; default-src 'none'; style-src 'unsafe-inline'",
    'cross-origin-resource-policy': 'cross-origin',
    'referrer-policy': 'no-referrer',
  };
}

/** RFC 6266 with RFC 8187: a name can end no header and name no folder, and one of any language arrives. */
function disposition(kind: 'inline' | 'attachment', fileName: string | null): string {
  const name = (fileName ?? '')
    .replace(/^.*[/\\]/s, '')
    .replace(/[\p{C}\p{Zl}\p{Zp}"*:<>?|]/gu, '_')
    .slice(0, MAX_NAME_LENGTH)
    .replace(/^\.+/, '')
    // Half a character, where the name was cut: it has no form in UTF-8.
    .replace(/\p{Cs}/gu, '');
  if (name === '') return kind;
  const ascii = name.replace(/[^\x20-\x7e]|[%;=]/g, '_');
  return `${kind}; filename="${ascii}"; filename*=UTF-8''${encodeURIComponent(name).replace(/['()!]/g, escaped)}`;
}

function escaped(character: string): string {
  return `%${character.charCodeAt(0).toString(16).toUpperCase()}`;
}
