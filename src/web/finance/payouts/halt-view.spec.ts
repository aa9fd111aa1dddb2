import { newId } from '#kernel';
import { brokenPromise } from '#payouts';
import { haltModel, kindOf, pageOf } from './halt-view.js';

const PROMISE = 'Nothing is lost.';
const check = (offences: number, example: Record<string, unknown> | null) => ({
  ...{ promise: PROMISE, module: 'payouts', sql: 'select 1\n          where true' },
  ...{ offences, example, checkedAt: new Date(0) },
});
const halt = (reason: string) => ({ seq: '1', reason, haltedAt: new Date(0) });

describe('The page of a halt', () => {
  it.each([
    [brokenPromise(PROMISE), 'promise'],
    [`The verification found something: ${brokenPromise(PROMISE)}`, 'promise'],
    ['The verification found something: leaf 7 is not what was signed.', 'log'],
    ['Reconciliation: provider_only.', 'reconciliation'],
    [`The provider has a second payment for payout ${newId('payout')}.`, 'payment'],
    ['The payment company does not let us pay.', 'other'],
  ])('knows what kind it is: %s', (reason, kind) => {
    expect(kindOf(reason)).toBe(kind);
  });

  it.each(['payout', 'batch', 'award'] as const)('leads to a %s', (kind) => {
    const id = newId(kind);
    expect(pageOf(id)).toBe(
      `/finance/${{ payout: 'payouts', batch: 'batches', award: 'awards' }[kind]}/${id}`,
    );
  });

  it.each([newId('applicant'), 7, null, ''])('leads nowhere else: %j', (value) => {
    expect(pageOf(value)).toBeNull();
  });

  it('shows what breaks the promise it is about, and leads to it', () => {
    const id = newId('payout');
    expect(
      haltModel(halt(brokenPromise(PROMISE)), [check(2, { id, count: 2, of: null })]),
    ).toMatchObject({
      promise: {
        offences: 2,
        sql: 'select 1\nwhere true',
        example: [
          { name: 'id', value: id, href: `/finance/payouts/${id}` },
          { name: 'count', value: '2', href: null },
          { name: 'of', value: 'null', href: null },
        ],
      },
    });
  });

  it('shows no promise when it is about none, or about one that is not asked any more', () => {
    const checks = [check(0, null)];
    expect(haltModel(halt('Reconciliation: provider_only.'), checks)).toMatchObject({
      promise: null,
    });
    expect(haltModel(halt(brokenPromise('Old.')), checks)).toMatchObject({ promise: null });
    expect(haltModel(halt(brokenPromise(PROMISE)), checks)).toMatchObject({
      promise: { example: [] },
    });
  });

  it('names the payouts of its sentence', () => {
    const id = newId('payout');
    const model = haltModel(halt(`The provider paid another amount than payout ${id} says.`), []);
    expect(model).toMatchObject({ payouts: [{ id, href: `/finance/payouts/${id}` }] });
  });
});
