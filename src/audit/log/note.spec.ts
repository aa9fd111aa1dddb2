import fc from 'fast-check';
import { checkpointText, readCheckpoint, readSignedCheckpoint } from './checkpoint.js';
import { isSignedBy, makeKey, readKey, readVkey } from './keys.js';
import { cosignatureLine, heldSignatures, readNote, signatureLine, writeNote } from './note.js';
import {
  readInclusionProof,
  readRequest,
  writeInclusionProof,
  writeRequest,
} from './proof-files.js';

const root = Buffer.alloc(32, 7);

describe('a signed note', () => {
  it('is the one of the specification: its example key and signature hold', () => {
    // c2sp.org/signed-note, section on verifier keys.
    const key = readVkey('example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k');
    const note =
      'This is an example message.\n\n' +
      '— example.com/foo Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=\n';
    expect(heldSignatures(readNote(note), [key])).toMatchObject([{ time: null }]);
    const forged = note.replace('example message', 'example massage');
    expect(() => heldSignatures(readNote(forged), [key])).toThrow(/does not fit/);
  });

  it('is the one that Go programs sign: the same key makes the same bytes', () => {
    // golang.org/x/mod/sumdb/note, the example of its documentation.
    const seed = Buffer.from('AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz', 'base64').subarray(1);
    const signer = readKey('PeterNeumann', 'log', seed.toString('base64'));
    expect(signer.verifier.vkey).toBe(
      'PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW',
    );
    const text =
      'If you think cryptography is the answer to your problem,\n' +
      "then you don't know what your problem is.\n";
    expect(signatureLine(text, signer)).toBe(
      '— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=',
    );
  });

  it('carries the signatures of witnesses with their time, and passes over keys it does not know', () => {
    const log = makeKey('example.org/log', 'log');
    const witness = makeKey('auditor.example/w1', 'witness');
    const stranger = makeKey('example.org/log', 'log');
    const text = checkpointText({ origin: 'example.org/log', size: 12, root });
    const note = writeNote(text, [
      signatureLine(text, stranger),
      signatureLine(text, log),
      cosignatureLine(text, witness, 1_790_000_000),
    ]);
    const held = heldSignatures(readNote(note), [witness.verifier, log.verifier]);
    expect(held.map(({ key, time }) => [key.name, time])).toEqual([
      ['example.org/log', null],
      ['auditor.example/w1', 1_790_000_000],
    ]);
    expect(readSignedCheckpoint(note)).toEqual({ origin: 'example.org/log', size: 12, root });
  });

  it('refuses one changed bit in text or signature', () => {
    const log = makeKey('example.org/log', 'log');
    const text = checkpointText({ origin: 'example.org/log', size: 12, root });
    fc.assert(
      fc.property(fc.nat(), fc.nat(7), (at, bit) => {
        const bytes = Buffer.from(text);
        bytes[at % bytes.length] = (bytes[at % bytes.length] ?? 0) ^ (1 << bit);
        const signature = Buffer.from(signatureLine(text, log).split(' ').at(-1) ?? '', 'base64');
        expect(isSignedBy(log.verifier, bytes, signature.subarray(4))).toBe(false);
        const wrong = Buffer.from(signature);
        const place = 4 + (at % 64);
        wrong[place] = (wrong[place] ?? 0) ^ (1 << bit);
        expect(isSignedBy(log.verifier, Buffer.from(text), wrong.subarray(4))).toBe(false);
      }),
    );
  });

  it.each([
    ['no signature', 'a\n1\nAAAA\n'],
    ['a control character', 'a\tb\n\n— n AAAAAAAA\n'],
    ['no base64', 'a\n\n— n AAA*\n'],
    ['no end', 'a\n\n— n AAAAAAAA'],
  ])('is not a text with %s', (_what, note) => {
    expect(() => readNote(note)).toThrow(/signed note|signature line|control/);
  });

  it.each(['o\n01\n', 'o\n-1\n', 'o\n1.5\n', '\n1\n', 'o\n99999999999999999999\n'])(
    'is no checkpoint with the head %j',
    (start) => {
      expect(() => readCheckpoint(`${start}${root.toString('base64')}\n`)).toThrow(/checkpoint/);
    },
  );

  it.each([
    'name',
    'a b+00000000+AAAA',
    'x+00000000+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k',
    '',
  ])('knows that %j is no verifier key', (text) => {
    expect(() => readVkey(text)).toThrow(/verifier key|name of a key/);
  });
});

describe('files of proofs', () => {
  const checkpoint = 'example.org/log\n12\nAAAA\n\n— example.org/log AAAAAAAA\n';
  const hashes = fc.array(
    fc.uint8Array({ minLength: 32, maxLength: 32 }).map((b) => Buffer.from(b)),
    {
      maxLength: 40,
    },
  );

  it('read back as they were written', () => {
    fc.assert(
      fc.property(fc.nat(), hashes, (number, list) => {
        const proof = { index: number, hashes: list, checkpoint };
        expect(readInclusionProof(writeInclusionProof(proof))).toEqual(proof);
        const request = { old: number, hashes: list, checkpoint };
        expect(readRequest(writeRequest(request))).toEqual(request);
      }),
    );
  });

  it('pass over extra data, and refuse what is none', () => {
    const proof = writeInclusionProof({ index: 3, hashes: [root], checkpoint });
    const extra = proof.replace('index 3', 'extra AAAA\nindex 3');
    expect(readInclusionProof(extra)).toEqual({ index: 3, hashes: [root], checkpoint });
    for (const bad of ['', proof.replace('@v1', '@v2'), proof.replace('index 3', 'index 03')]) {
      expect(() => readInclusionProof(bad)).toThrow();
    }
    expect(() => readRequest(proof)).toThrow(/old NUMBER/);
  });
});
