import { generateSecret, generateSync, generateURI, verifySync } from 'otplib';

const PERIOD_SECONDS = 30;
const DIGITS = /^[0-9]{6}$/;

/** A new secret for an authenticator app (RFC 6238): 160 bits in base 32. */
export function newTotpSecret(): string {
  return generateSecret();
}

/** The code an authenticator shows at `now`. */
export function totpCode(secret: string, now: Date): string {
  return generateSync({ secret, epoch: secondsOf(now) });
}

/**
 * The 30-second step a code belongs to, or null when it is not a code of the last, this or the next one:
 * clocks of telephones drift. The caller keeps the step, because a code works once.
 */
export function totpStep(secret: string, code: string, now: Date): bigint | null {
  if (!DIGITS.test(code)) return null;
  const result = verifySync({
    secret,
    token: code,
    epoch: secondsOf(now),
    epochTolerance: PERIOD_SECONDS,
  });
  return result.valid && 'timeStep' in result ? BigInt(result.timeStep) : null;
}

/** What an authenticator app scans or takes as text. */
export function totpUri(secret: string, issuer: string, email: string): string {
  return generateURI({ secret, issuer, label: email });
}

function secondsOf(now: Date): number {
  return Math.floor(now.getTime() / 1_000);
}
