import canonicalize from 'canonicalize';
import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { Periods } from '#ledger';
import { anAward, awarded, fundedWith, usd } from '../ledger/bookkeeping.js';
import { anOrder, openLog, type LogHouse } from './log-house.js';

const mark = (text: string): string =>
  createHash('sha256').update(`rf:${text}`).digest('hex').slice(0, 32);
const commitment = (salt: string, text: string): string =>
  createHash('sha256')
    .update(`${salt.replaceAll('-', '')}:${text}`)
    .digest('hex')
    .slice(0, 32);

describe('the body of a leaf', () => {
  let house: LogHouse;
  beforeAll(async () => {
    house = await openLog();
  });
  afterAll(() => house.stop());

  const insert = async (
    event: Record<string, unknown>,
  ): Promise<{ body: string; salt: string }> => {
    await house.database.query(
      `insert into audit_event (kind, act, actor, subject, purpose, details)
       values ($1, 'Tested', $2, $3, $4, $5)`,
      [event['kind'], event['actor'], event['subject'], event['purpose'], event['details']],
    );
    const [found] = await house.database.query<{ body: string; salt: string }>(
      'select l.body, e.salt from audit_event e join event_leaf l using (seq) order by seq desc limit 1',
    );
    if (found === undefined) throw new Error('No event.');
    return found;
  };

  it('is canonical JSON of strings whatever an event holds', async () => {
    // PostgreSQL's text holds every character but NUL, and no half of a surrogate pair.
    const nasty = fc
      .string({ unit: 'grapheme', maxLength: 30 })
      .map((text) => text.replaceAll('\u0000', ''));
    const hard = fc.oneof(
      nasty,
      fc.constantFrom(
        '"',
        '\\',
        '\u2028',
        '\u007f',
        '</script>',
        '\u0001\u001f',
        '\b\f\n\r\t',
        '€😀',
        'é',
      ),
    );
    const value = fc.oneof(hard, fc.integer(), fc.boolean(), fc.constant(null));
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom('act', 'export', 'restore', 'access'),
        fc.dictionary(fc.stringMatching(/^[a-z_]{1,8}$/), value, { maxKeys: 5 }),
        hard.filter((text) => text !== ''),
        async (kind, details, subject) => {
          const event = { kind, actor: 'per_1', subject, purpose: `why ${subject}`, details };
          const { body, salt } = await insert(event);
          const read = JSON.parse(body) as Record<string, unknown>;
          expect(body).toBe(canonicalize(read));
          const texts = Object.fromEntries(
            Object.entries(details).flatMap(([key, each]) =>
              each === null ? [] : [[key, String(each)]],
            ),
          );
          const open = kind === 'export' || kind === 'restore';
          const isEmpty = Object.keys(texts).length === 0;
          expect(read['facts']).toEqual(open && !isEmpty ? texts : undefined);
          expect(read['details']).toEqual(
            open || isEmpty ? undefined : commitment(salt, canonicalize(texts) ?? ''),
          );
          expect(read['subject']).toBe(mark(subject));
          expect(read['purpose']).toBe(commitment(salt, `why ${subject}`));
        },
      ),
      { numRuns: 150 },
    );
  });

  it('says all of an entry: accounts and amounts in the open, people and awards as marks', async () => {
    const award = anAward();
    await house.must(...fundedWith('GEN', 50_000), ...awarded('GEN', award, 12_500));
    const order = anOrder('payout.initiated', {
      awardRef: award,
      amount: usd(12_500),
      sourceRef: 'po_1',
    });
    await house.must(order);
    const [row] = await house.database.query<{ body: string; salt: string; seq: string }>(
      'select l.body, e.salt, e.seq from ledger.entry e join ledger.entry_leaf l using (seq) order by seq desc limit 1',
    );
    const leaf = JSON.parse(row?.body ?? '') as Record<string, unknown>;
    expect(row?.body).toBe(canonicalize(leaf));
    expect(leaf).toEqual({
      actor: mark('per_clerk'),
      approver: mark('per_second'),
      effective: '2026-01-15',
      key: mark(order.key),
      kind: 'payout.initiated',
      lines: [
        ['1150', 'GEN', 'USD', '12500', mark(award)],
        ['1110', 'GEN', 'USD', '-12500', ''],
      ],
      period: '2026-01',
      posted: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/),
      reason: commitment(row?.salt ?? '', 'test'),
      salt: row?.salt.replaceAll('-', ''),
      seq: row?.seq,
      source: mark('po_1'),
      t: 'journal',
      v: '1',
    });
  });

  it('gives every closing its facts in the open', async () => {
    const [first] = await house.database.query<{ id: string }>(
      'select id from ledger.period order by id limit 1',
    );
    const period = first?.id ?? '';
    await house.get(Periods).softClose(period, 'per_a');
    await house.get(Periods).close(period, 'per_b');
    const [row] = await house.database.query<{ body: string }>(
      `select body from event_leaf join audit_event using (seq) where kind = 'period_close'`,
    );
    expect(JSON.parse(row?.body ?? '')).toMatchObject({
      t: 'period_close',
      subject: mark(`period:${period}`),
      facts: { period, trial_balance_digest: expect.stringMatching(/^[0-9a-f]{64}$/) },
    });
  });
});
