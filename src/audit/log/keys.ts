import {
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  hash as digest,
  sign,
  verify,
  type KeyObject,
} from 'node:crypto';
import { malformed } from './log.errors.js';

/** What a key signs: notes as a log (c2sp.org/signed-note, Ed25519), or checkpoints as a witness (c2sp.org/tlog-cosignature). */
export type KeyUse = 'log' | 'witness';

const TYPES: Readonly<Record<KeyUse, number>> = { log: 0x01, witness: 0x04 };

/** A public key with its name, as a vkey `name+id+base64(type || key)` says it. */
export interface VerifierKey {
  readonly name: string;
  /** Eight hex digits: the first bytes of SHA-256(name || 0x0A || type || key). */
  readonly id: string;
  readonly use: KeyUse;
  readonly vkey: string;
  readonly key: KeyObject;
}

/** A key that can sign, and its public half. */
export interface SignerKey {
  readonly verifier: VerifierKey;
  /** Base64 of the 32 secret bytes (RFC 8032), for the key file. */
  readonly secret: string;
  readonly key: KeyObject;
}

/** Before the 32 secret bytes in PKCS #8 (RFC 8410). */
const PKCS8 = Buffer.from('302e020100300506032b657004220420', 'hex');

/** A new key. Throws `NOTE_MALFORMED` for a name with spaces or a plus sign. */
export function makeKey(name: string, use: KeyUse): SignerKey {
  const { privateKey } = generateKeyPairSync('ed25519');
  const { d = '' } = privateKey.export({ format: 'jwk' });
  return readKey(name, use, Buffer.from(d, 'base64url').toString('base64'));
}

/** A key as a key file holds it. */
export function readKey(name: string, use: KeyUse, secret: string): SignerKey {
  const seed = base64(secret);
  if (seed?.length !== 32) throw malformed('A secret key is 32 bytes in base64.');
  const key = createPrivateKey({ key: Buffer.concat([PKCS8, seed]), format: 'der', type: 'pkcs8' });
  const { x = '' } = createPublicKey(key).export({ format: 'jwk' });
  return { verifier: verifierOf(name, use, Buffer.from(x, 'base64url')), secret, key };
}

/** Reads a vkey. Throws `NOTE_MALFORMED` when it is not one of ours or its id does not fit. */
export function readVkey(text: string): VerifierKey {
  const [, name = '', id = '', key = ''] = /^([^+]*)\+([^+]*)\+(.*)$/.exec(text.trim()) ?? [];
  const data = base64(key);
  const use = useOf(data?.[0]);
  if (data?.length !== 33 || use === null) {
    throw malformed('A verifier key reads NAME+ID+KEY, with an Ed25519 key.');
  }
  const verifier = verifierOf(name, use, data.subarray(1));
  if (verifier.id !== id) throw malformed(`The id of the verifier key ${name} does not fit.`);
  return verifier;
}

function useOf(type: number | undefined): KeyUse | null {
  if (type === TYPES.log) return 'log';
  return type === TYPES.witness ? 'witness' : null;
}

function verifierOf(name: string, use: KeyUse, publicKey: Buffer): VerifierKey {
  if (!isKeyName(name)) {
    throw malformed('The name of a key is a word without spaces and plus signs.');
  }
  const typed = Buffer.concat([Buffer.of(TYPES[use]), publicKey]);
  const id = digest('sha256', Buffer.concat([Buffer.from(`${name}\n`), typed]), 'hex').slice(0, 8);
  return {
    name,
    id,
    use,
    vkey: `${name}+${id}+${typed.toString('base64')}`,
    key: createPublicKey({
      key: { kty: 'OKP', crv: 'Ed25519', x: publicKey.toString('base64url') },
      format: 'jwk',
    }),
  };
}

/** Whether a text may name a key: something, and neither spaces, plus signs nor control characters. */
export function isKeyName(name: string): boolean {
  return /^[^\s+\u0000-\u001f]{1,200}$/u.test(name);
}

export const signBytes = (signer: SignerKey, message: Uint8Array): Buffer =>
  sign(null, message, signer.key);

export const isSignedBy = (key: VerifierKey, message: Uint8Array, signature: Uint8Array): boolean =>
  signature.length === 64 && verify(null, message, key.key, signature);

/** The bytes of strict base64, or null: what does not come back the same is not accepted. */
export function base64(text: string): Buffer | null {
  const bytes = Buffer.from(text, 'base64');
  return bytes.toString('base64') === text ? bytes : null;
}
