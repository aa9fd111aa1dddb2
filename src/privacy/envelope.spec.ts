import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { open, seal } from './envelope.js';

const key = randomBytes(32);
const text = (value: string): Uint8Array => Buffer.from(value, 'utf8');

describe('an envelope', () => {
  it('gives back exactly what was put in', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 2_000 }), (plain) => {
        expect(Buffer.from(open(key, seal(key, plain, 'a|b|c'), 'a|b|c'))).toEqual(
          Buffer.from(plain),
        );
      }),
    );
  });

  it('refuses every single flipped bit', () => {
    const sealed = Buffer.from(seal(key, text('maria'), 'application|app_1|person'));
    for (let bit = 0; bit < sealed.length * 8; bit += 1) {
      const flipped = Buffer.from(sealed);
      flipped.writeUInt8(flipped.readUInt8(bit >> 3) ^ (1 << (bit & 7)), bit >> 3);
      expect(() => open(key, flipped, 'application|app_1|person')).toThrow('does not open');
    }
  });

  it('does not open in another row, nor under another key', () => {
    const sealed = seal(key, text('maria'), 'application|app_1|person');
    expect(() => open(key, sealed, 'application|app_2|person')).toThrow('does not open');
    expect(() => open(randomBytes(32), sealed, 'application|app_1|person')).toThrow(
      'does not open',
    );
  });

  it('hides short lengths', () => {
    expect(seal(key, text('no'), 'x').length).toBe(seal(key, text('a longer answer'), 'x').length);
  });
});
