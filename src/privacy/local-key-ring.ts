import { createHmac, hkdfSync, randomBytes } from 'node:crypto';
import {
  chmodSync,
  existsSync,
  linkSync,
  mkdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { Injectable } from '@nestjs/common';
import { DomainError, invariant } from '#kernel';
import { Config } from '#platform';
import { open, seal } from './envelope.js';
import { KeyRing } from './key-ring.js';

/** What the file holds: named root keys of 256 bits, the last one wraps. */
interface RingFile {
  readonly keys: readonly { readonly name: string; readonly secret: string }[];
}

/**
 * The key ring in a file of mode 0600, made at first start. Keep it and its backups apart from the database:
 * a copy of both is a copy of everything.
 */
@Injectable()
export class LocalKeyRing extends KeyRing {
  override readonly currentKey: string;
  private readonly roots: ReadonlyMap<string, Buffer>;

  constructor(config: Config) {
    super();
    const { keys } = readOrMake(config.keyRingFile);
    this.roots = new Map(keys.map(({ name, secret }) => [name, Buffer.from(secret, 'base64')]));
    const last = keys.at(-1);
    invariant(last !== undefined, 'The key ring holds a key.');
    this.currentKey = last.name;
  }

  override wrap(dataKey: Uint8Array): Promise<Uint8Array> {
    return Promise.resolve(
      seal(this.key(this.currentKey, 'wrap'), dataKey, `ring|${this.currentKey}`),
    );
  }

  override unwrap(wrapped: Uint8Array, ringKey: string): Promise<Uint8Array> {
    return Promise.resolve(open(this.key(ringKey, 'wrap'), wrapped, `ring|${ringKey}`));
  }

  override digest(purpose: string, value: string): Promise<Uint8Array> {
    // Look-ups must go on finding rows after a rotation, so they stay under the first key.
    const [first] = this.roots.keys();
    const key = this.key(first ?? '', `digest|${purpose}`);
    return Promise.resolve(createHmac('sha256', key).update(value, 'utf8').digest());
  }

  private key(name: string, purpose: string): Buffer {
    const root = this.roots.get(name);
    if (!root) {
      throw new DomainError(
        'unavailable',
        'KEY_UNKNOWN',
        `The key ring does not hold key ${name}.`,
      );
    }
    return Buffer.from(hkdfSync('sha256', root, '', `fund/v1/${purpose}`, 32));
  }
}

function readOrMake(file: string): RingFile {
  if (!existsSync(file)) make(file);
  return JSON.parse(readFileSync(file, 'utf8')) as RingFile;
}

/** Written aside and linked into place, so that two processes starting at once agree on one ring. */
function make(file: string): void {
  mkdirSync(dirname(file), { recursive: true });
  const ring: RingFile = { keys: [{ name: 'ring-1', secret: randomBytes(32).toString('base64') }] };
  const draft = `${file}.${randomBytes(6).toString('hex')}`;
  writeFileSync(draft, JSON.stringify(ring), { mode: 0o600, flag: 'wx' });
  chmodSync(draft, 0o600);
  try {
    linkSync(draft, file);
  } catch (error) {
    if (!existsSync(file)) throw error;
  } finally {
    rmSync(draft);
  }
}
