import { createHash } from 'node:crypto';

const digest = (text: string): string =>
  `'sha256-${createHash('sha256').update(text, 'utf8').digest('base64')}'`;

/** What every answer says to the browser: run nothing foreign, remember nothing, tell nobody where you came from. */
const COMMON = {
  'cache-control': 'no-store',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy': 'camera=(), geolocation=(), microphone=(), payment=(), usb=()',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'x-robots-tag': 'noindex, noarchive',
} as const;

/**
 * Headers for one answer. Inlined style and script (applicant pages: one request, no cached file that names
 * the site) are allowed by their digests; nothing else inline ever runs.
 */
export function securityHeaders(
  inlined: { readonly style?: string; readonly script?: string },
  secure: boolean,
): Record<string, string> {
  const style = inlined.style === undefined ? "'self'" : digest(inlined.style);
  const script = inlined.script === undefined ? "'none'" : digest(inlined.script);
  const policy = [
    "default-src 'none'",
    `style-src ${style}`,
    `script-src ${script}`,
    "img-src 'self' data:",
    "form-action 'self'",
    "connect-src 'self'",
    "frame-ancestors 'none'",
    "base-uri 'none'",
    "require-trusted-types-for 'script'",
  ];
  return {
    ...COMMON,
    'content-security-policy': policy.join('; '),
    ...(secure ? { 'strict-transport-security': 'max-age=63072000; includeSubDomains' } : {}),
  };
}
