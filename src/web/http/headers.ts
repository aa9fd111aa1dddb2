import { createHash } from 'node:crypto';
import type { GuestScript } from './view.js';

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
 * the site) are allowed by their digests; nothing else inline ever runs. A page with a guest runs that script, too, and
 * lets it open frames and call home; it was not written for trusted types.
 */
export function securityHeaders(
  inlined: { readonly style?: string; readonly script?: string },
  secure: boolean,
  guest: GuestScript | null = null,
): Record<string, string> {
  const style = inlined.style === undefined ? "'self'" : digest(inlined.style);
  const script = inlined.script === undefined ? "'none'" : digest(inlined.script);
  const policy = [
    "default-src 'none'",
    `style-src ${style}`,
    "img-src 'self' data:",
    "form-action 'self'",
    "frame-ancestors 'none'",
    "base-uri 'none'",
    ...(guest
      ? guestSources(guest, script)
      : [`script-src ${script}`, "connect-src 'self'", "require-trusted-types-for 'script'"]),
  ];
  return {
    ...COMMON,
    'content-security-policy': policy.join('; '),
    ...(secure ? { 'strict-transport-security': 'max-age=63072000; includeSubDomains' } : {}),
  };
}

function guestSources({ url, script, callsTo }: GuestScript, own: string): string[] {
  const home = new URL(url).origin;
  const calls = callsTo.map((one) => new URL(one).origin);
  return [
    `script-src ${own} ${digest(script)} ${home}`,
    `frame-src ${home}`,
    `connect-src 'self' ${[...new Set([home, ...calls])].join(' ')}`,
  ];
}
