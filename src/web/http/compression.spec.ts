import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { compress } from './compression.js';

const page = `<p>${'Nothing happens to what you say. '.repeat(200)}</p>`;

describe('an answer on the wire', () => {
  it('is brotli where the browser takes it, and the same text again at home', async () => {
    const { encoding, body } = await compress(page, 'gzip, deflate, br');
    expect(encoding).toBe('br');
    expect(body.length).toBeLessThan(page.length / 3);
    expect(brotliDecompressSync(body as Buffer).toString()).toBe(page);
  });

  it('is gzip for older browsers', async () => {
    const { encoding, body } = await compress(page, 'gzip');
    expect(encoding).toBe('gzip');
    expect(gunzipSync(body as Buffer).toString()).toBe(page);
  });

  it.each(['', 'identity', 'brown'])('is left alone for %j', async (accepted) => {
    expect(await compress(page, accepted)).toEqual({ encoding: null, body: page });
  });

  it('is left alone when it is short', async () => {
    expect((await compress('short', 'br')).encoding).toBeNull();
  });
});
