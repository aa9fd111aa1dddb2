import { cosign, LogKeys, LogProofs, makeKey, Witnessing } from '#audit';
import { readCheckpoint } from '../../src/audit/log/checkpoint.js';
import { readInclusionProof } from '../../src/audit/log/proof-files.js';
import { provesInclusion } from '../../src/audit/log/tree.js';
import { openLog, type LogHouse } from './log-house.js';

describe('witnesses', () => {
  let house: LogHouse;
  const signer = makeKey('auditor.example/w1', 'witness');
  beforeAll(async () => {
    house = await openLog({ WITNESSES_NEEDED: '1' });
    for (let round = 0; round < 300; round += 1) await house.event();
    await house.sealer.seal();
  });
  afterAll(() => house.stop());

  const logKeys = async (): Promise<ReturnType<typeof makeKey>['verifier'][]> =>
    (await house.get(LogKeys).known()).map(({ verifier }) => verifier);

  it('cosign what grew, once they are registered, and count for what it covers', async () => {
    const proofs = house.get(LogProofs);
    const witnessing = house.get(Witnessing);
    const first = cosign(
      await proofs.request(0),
      { signer, logKeys: await logKeys(), last: null },
      1_790_000_000,
    );
    await expect(witnessing.handIn(first.cosigned, 'per_auditor')).rejects.toMatchObject({
      code: 'COSIGNATURE_MISSING',
    });
    await witnessing.add(signer.verifier.vkey, 'system');
    await expect(witnessing.add(signer.verifier.vkey, 'system')).rejects.toMatchObject({
      code: 'WITNESS_KNOWN',
    });
    const size = (await house.log.head())?.size ?? 0;
    expect(await witnessing.covers(size)).toEqual({ needed: 1, have: 0 });
    expect(await witnessing.handIn(first.cosigned, 'per_auditor')).toEqual(['auditor.example/w1']);
    expect(await witnessing.covers(size)).toEqual({ needed: 1, have: 1 });
    expect(await witnessing.covers(size + 1)).toEqual({ needed: 1, have: 0 });
    expect(await proofs.cosigned(size)).toBe(first.cosigned);

    for (let round = 0; round < 7; round += 1) await house.event();
    await house.sealer.seal();
    const second = cosign(
      await proofs.request(size),
      { signer, logKeys: await logKeys(), last: first.text },
      1_790_000_100,
    );
    await witnessing.handIn(second.cosigned.replaceAll('\n', '\r\n'), 'per_auditor');
    expect((await witnessing.covers(size + 1)).have).toBe(1);
    await expect(
      witnessing.handIn(second.cosigned.replace(/\n\d+\n/, '\n999999\n'), 'per_auditor'),
    ).rejects.toMatchObject({ code: 'CHECKPOINT_UNKNOWN' });
  });

  it('refuse a log that was rolled back, forked, or cannot show how it grew', async () => {
    const proofs = house.get(LogProofs);
    const request = await proofs.request(0);
    const memory = { signer, logKeys: await logKeys(), last: null };
    const { text } = cosign(request, memory, 1);
    const { origin, size, root } = readCheckpoint(text);
    const forged = (at: number, hash: Buffer): string =>
      `${origin}\n${String(at)}\n${hash.toString('base64')}\n`;
    const code = (last: string, asked = request): string => {
      try {
        cosign(asked, { ...memory, last }, 1);
        return 'signed';
      } catch (error) {
        return String((error as { code?: unknown }).code);
      }
    };
    expect(code(text, request)).toBe('PROOF_ELSEWHERE');
    expect(code(forged(size + 5, root))).toBe('LOG_ROLLED_BACK');
    expect(code(forged(size, Buffer.alloc(32)))).toBe('LOG_FORKED');
    expect(code(forged(17, Buffer.alloc(32)), await proofs.request(17))).toBe('PROOF_WRONG');
    expect(code(text.replace(origin, 'other.example/log'))).toBe('LOG_UNKNOWN');
    const stranger = { ...memory, logKeys: [makeKey(origin, 'log').verifier] };
    expect(() => cosign(request, stranger, 1)).toThrow(/No key this witness trusts/);
  });

  it('have proofs that show each leaf in the latest checkpoint', async () => {
    const proofs = house.get(LogProofs);
    const head = await house.log.head();
    for (const index of [0, 1, 100, 255, 256, (head?.size ?? 1) - 1]) {
      const file = readInclusionProof(await proofs.inclusionFile(index));
      const leaf = await house.log.leafAt(index);
      expect(leaf).not.toBeNull();
      expect(
        leaf !== null &&
          head !== null &&
          provesInclusion({ index, hash: leaf.hash }, file.hashes, head),
      ).toBe(true);
    }
    await expect(proofs.inclusionFile(head?.size ?? 0)).rejects.toMatchObject({
      code: 'LEAF_UNKNOWN',
    });
    await expect(proofs.request((head?.size ?? 0) + 1)).rejects.toMatchObject({
      code: 'SIZE_INVALID',
    });
  });

  it('count no longer once they are removed', async () => {
    await house.get(Witnessing).remove('auditor.example/w1', 'system');
    expect((await house.get(Witnessing).covers(1)).have).toBe(0);
    await expect(house.get(Witnessing).remove('nobody', 'system')).rejects.toMatchObject({
      code: 'WITNESS_UNKNOWN',
    });
  });
});
