/** What a proof may be. */
export type ProofType = 'image/png' | 'image/jpeg' | 'application/pdf';

/** Larger is somebody's camera at its finest, and no better proof. */
export const LARGEST_PROOF_BYTES = 5 * 1024 * 1024;

const MAGIC: readonly (readonly [ProofType, Uint8Array])[] = [
  ['image/png', Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a)],
  ['image/jpeg', Uint8Array.of(0xff, 0xd8, 0xff)],
  ['application/pdf', Uint8Array.of(0x25, 0x50, 0x44, 0x46, 0x2d)],
];

/** What a file is by its first bytes, whatever its name says; null for anything else. */
export function proofTypeOf(bytes: Uint8Array): ProofType | null {
  const found = MAGIC.find(([, magic]) => magic.every((byte, index) => bytes[index] === byte));
  return found?.[0] ?? null;
}

/**
 * The file without what a camera writes beside the picture (place, time, owner): application segments and comments of
 * a JPEG, text and EXIF chunks of a PNG. Null when it cannot be read to its end. A PDF stays as it is.
 */
export function withoutTraces(bytes: Uint8Array, type: ProofType): Uint8Array | null {
  if (type === 'image/jpeg') return jpegWithoutTraces(bytes);
  return type === 'image/png' ? pngWithoutTraces(bytes) : bytes;
}

/** APP1 to APP13, APP15 and COM go; APP0 (JFIF) and APP14 (colours) say how to draw it. */
const isTrace = (marker: number): boolean =>
  marker === 0xfe || (marker > 0xe0 && marker <= 0xef && marker !== 0xee);

function jpegWithoutTraces(bytes: Uint8Array): Uint8Array | null {
  const kept: Uint8Array[] = [bytes.subarray(0, 2)];
  let at = 2;
  while (at + 4 <= bytes.length && bytes[at] === 0xff) {
    const marker = bytes[at + 1] ?? 0;
    const end = at + 2 + (bytes[at + 2] ?? 0) * 256 + (bytes[at + 3] ?? 0);
    if (end > bytes.length) return null;
    if (!isTrace(marker)) kept.push(bytes.subarray(at, end));
    at = end;
    // Start of scan: the picture itself follows, up to its end mark; what is glued on behind it goes too.
    if (marker === 0xda) {
      const stop = Buffer.from(bytes).lastIndexOf(Uint8Array.of(0xff, 0xd9));
      return stop < at ? null : Buffer.concat([...kept, bytes.subarray(at, stop + 2)]);
    }
  }
  return null;
}

const DRAWN = ['IHDR', 'PLTE', 'IDAT', 'IEND', 'tRNS', 'gAMA', 'cHRM', 'sRGB', 'iCCP', 'sBIT'];

function pngWithoutTraces(bytes: Uint8Array): Uint8Array | null {
  const file = Buffer.from(bytes);
  const kept: Uint8Array[] = [file.subarray(0, 8)];
  let at = 8;
  while (at + 12 <= file.length) {
    const end = at + 12 + file.readUInt32BE(at);
    const name = file.toString('latin1', at + 4, at + 8);
    if (end > file.length) return null;
    if (DRAWN.includes(name)) kept.push(file.subarray(at, end));
    if (name === 'IEND') return Buffer.concat(kept);
    at = end;
  }
  return null;
}
