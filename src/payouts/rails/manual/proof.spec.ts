import { proofTypeOf, withoutTraces } from './proof.js';

const segment = (marker: number, text: string): Buffer => {
  const body = Buffer.from(text);
  return Buffer.concat([Buffer.from([0xff, marker, 0, body.length + 2]), body]);
};
const SCAN = Buffer.concat([
  segment(0xda, 'how'),
  Buffer.from('picture'),
  Buffer.from('ffd9', 'hex'),
]);
const jpeg = (...parts: Buffer[]): Buffer => Buffer.concat([Buffer.from('ffd8', 'hex'), ...parts]);
const chunk = (name: string, text: string): Buffer => {
  const size = Buffer.alloc(4);
  size.writeUInt32BE(text.length);
  return Buffer.concat([size, Buffer.from(name + text), Buffer.alloc(4)]);
};
const PNG = Buffer.from('89504e470d0a1a0a', 'hex');

describe('a proof', () => {
  it('is what its first bytes say', () => {
    expect(proofTypeOf(jpeg(segment(0xe0, 'JFIF')))).toBe('image/jpeg');
    expect(proofTypeOf(PNG)).toBe('image/png');
    expect(proofTypeOf(Buffer.from('%PDF-1.7'))).toBe('application/pdf');
    for (const other of ['', 'GIF89a', '<html>', 'PK\u0003\u0004', '\u0000%PDF-'])
      expect(proofTypeOf(Buffer.from(other))).toBeNull();
  });

  it('as a JPEG loses where, when and by whom it was taken, and what is glued on behind it', () => {
    const kept = segment(0xe0, 'JFIF');
    const photo = jpeg(kept, segment(0xe1, 'Exif: place'), segment(0xfe, 'words'), SCAN);
    const glued = Buffer.concat([photo, Buffer.from('more')]);
    expect(Buffer.from(withoutTraces(glued, 'image/jpeg') ?? [])).toEqual(jpeg(kept, SCAN));
  });

  it('as a PNG keeps what draws it, nothing else', () => {
    const [head, data, end] = [chunk('IHDR', 'size'), chunk('IDAT', 'dots'), chunk('IEND', '')];
    const picture = Buffer.concat([
      PNG,
      head,
      chunk('tEXt', 'Author'),
      data,
      chunk('eXIf', 'x'),
      end,
    ]);
    const plain = Buffer.concat([PNG, head, data, end]);
    expect(Buffer.from(withoutTraces(picture, 'image/png') ?? [])).toEqual(plain);
  });

  it.each([
    ['image/jpeg', jpeg(segment(0xe0, 'JFIF'))],
    ['image/jpeg', jpeg(Buffer.from('ffe1ffff', 'hex'))],
    ['image/png', Buffer.concat([PNG, chunk('IHDR', 'size')])],
  ] as const)('as %s that ends too soon is none', (type, bytes) => {
    expect(withoutTraces(bytes, type)).toBeNull();
  });

  it('as a PDF stays as it is', () => {
    const bytes = Buffer.from('%PDF-1.7 anything');
    expect(withoutTraces(bytes, 'application/pdf')).toBe(bytes);
  });

  it('is none when its first bytes are not all there', () => {
    for (const part of [PNG.subarray(0, 7), Buffer.from('ffd8', 'hex'), Buffer.from('%PDF')])
      expect(proofTypeOf(part)).toBeNull();
  });

  it.each([
    [0xc0, 'kept'],
    [0xdb, 'kept'],
    [0xe0, 'kept'],
    [0xe1, 'gone'],
    [0xed, 'gone'],
    [0xee, 'kept'],
    [0xef, 'gone'],
    [0xf0, 'kept'],
    [0xfd, 'kept'],
    [0xfe, 'gone'],
  ])('as a JPEG has its part %i %s', (marker, fate) => {
    const part = segment(marker, 'x'.repeat(200));
    const clean = withoutTraces(jpeg(part, SCAN), 'image/jpeg');
    expect(Buffer.from(clean ?? [])).toEqual(fate === 'kept' ? jpeg(part, SCAN) : jpeg(SCAN));
  });

  it('as a JPEG may have parts of more than 256 bytes, and empty ones', () => {
    const long = Buffer.concat([Buffer.from('ffdb0200', 'hex'), Buffer.alloc(510)]);
    const photo = jpeg(long, segment(0xdb, ''), SCAN);
    expect(Buffer.from(withoutTraces(photo, 'image/jpeg') ?? [])).toEqual(photo);
  });

  it.each(['IHDR', 'PLTE', 'IDAT', 'tRNS', 'gAMA', 'cHRM', 'sRGB', 'iCCP', 'sBIT'])(
    'as a PNG keeps %s, because it draws',
    (name) => {
      const picture = Buffer.concat([PNG, chunk(name, 'x'), chunk('IEND', '')]);
      expect(Buffer.from(withoutTraces(picture, 'image/png') ?? [])).toEqual(picture);
    },
  );

  it('as a PNG loses what is glued on behind it', () => {
    const picture = Buffer.concat([PNG, chunk('IDAT', 'x'), chunk('IEND', '')]);
    const glued = Buffer.concat([picture, chunk('IDAT', 'more')]);
    expect(Buffer.from(withoutTraces(glued, 'image/png') ?? [])).toEqual(picture);
  });

  it.each([
    ['image/jpeg', Buffer.from('ffd8', 'hex')],
    ['image/jpeg', jpeg(segment(0xda, 'how'))],
    ['image/jpeg', jpeg(segment(0xdb, 'x'), Buffer.from('00da0002ffd9', 'hex'))],
    ['image/png', PNG],
    ['image/png', Buffer.concat([PNG, chunk('IEND', '').subarray(0, 11)])],
    ['image/png', Buffer.concat([PNG, chunk('IDAT', 'x').subarray(0, 12)])],
  ] as const)('as %s that is no whole picture is none (%#)', (type, bytes) => {
    expect(withoutTraces(bytes, type)).toBeNull();
  });
});
