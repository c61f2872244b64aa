/**
 * Headers of every answer to a browser; @fastify/helmet gives the same, but builds them anew at each request, which
 * costs as much as all of the rest of Fastify. A page with other needs sets its own `content-security-policy`.
 * @param isHttps whether clients come by https: the rest would lock them out of a gateway served in the open
 */
export function securityHeaders(isHttps: boolean): Readonly<Record<string, string>> {
  return {
    'content-security-policy': [
      "default-src 'self'",
      "base-uri 'none'",
      "form-action 'self'",
      "frame-ancestors 'none'",
      "object-src 'none'",
      "img-src 'self' data: blob:",
      "media-src 'self' blob:",
      ...(isHttps ? ['upgrade-insecure-requests'] : []),
    ].join('; '),
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
    'origin-agent-cluster': '?1',
    'referrer-policy': 'no-referrer',
    'x-content-type-options': 'nosniff',
    'x-dns-prefetch-control': 'off',
    'x-frame-options': 'DENY',
    // OWASP: the old filter itself could be abused; 0 turns it off.
    'x-xss-protection': '0',
    // Not for subdomains: those belong to whoever runs the domain.
    ...(isHttps && { 'strict-transport-security': 'max-age=31536000' }),
  };
}
