import { Awards } from '#approvals';
import { days, type Id } from '#kernel';
import { FundingService } from '#ledger';
import { ManualPayments, Methods, Payouts, ReadyToPay, type Payout } from '#payouts';
import { PayoutHouse, usd } from './payout-house.js';

const RAIL = 'manual';
const LANDLORD = {
  kind: 'instruction',
  way: 'check',
  payee: 'A. Landlord',
  address: 'Street 1, Town',
  account: '',
} as const;
const PAPER = Buffer.from('%PDF-1.4\n%%EOF\n');
/** The bank's line of the money that came in again. */
const CREDIT = Buffer.from('%PDF-1.7\n%%EOF\n');

describe('A payout by hand', () => {
  let house: PayoutHouse;
  let payments: ManualPayments;
  beforeAll(async () => {
    house = await PayoutHouse.open();
    payments = house.get(ManualPayments);
    const gift = { fund: 'GEN', amount: usd(1_000_000), actor: house.preparer };
    await house.get(FundingService).receiveGift({ ...gift, key: 'more:gift.received' });
  });
  afterAll(() => house.close());

  /** Her landlord is to be paid: released by two, sent to ourselves. */
  async function instructed(): Promise<{ payout: Payout; id: Id<'manualPayment'> }> {
    const yes = await house.aYes(usd(40_000));
    await house.get(Awards).accept(yes.awardId, yes.applicantId);
    const { applicantId, awardId } = yes;
    const wish = { applicantId, awardId, rail: RAIL, language: 'en' };
    await house.get(Methods).setUp(wish, LANDLORD);
    await house.running.drain();
    const ready = await house.get(ReadyToPay).select(house.preparer, RAIL, []);
    const chosen = { rail: RAIL, leftOut: [], seen: ready.digest };
    const batchId = await house.batches.prepare(house.preparer, chosen);
    const digest = Buffer.from((await house.batches.get(batchId)).digest ?? []).toString('hex');
    await house.batches.release(batchId, house.releaser, digest);
    await house.sending.sweep();
    const payout = await house.newestOf(yes.applicantId);
    const [made] = await house.running.database.query<{ id: Id<'manualPayment'> }>(
      'select id from manual_payment where reference = $1',
      [payout.id],
    );
    if (!made) throw new Error(`No instruction: ${payout.state}`);
    return { payout, id: made.id };
  }

  const linesOf = async (payout: Payout): Promise<string[]> => {
    const rows = await house.running.database.query<{ line: string }>(
      `select e.kind || ' ' || p.account || ' ' || p.amount as line from ledger.entry e
       join ledger.posting p on p.entry_seq = e.seq where e.source_ref = $1 order by e.seq, p.line`,
      [payout.id],
    );
    return rows.map(({ line }) => line);
  };
  const stateOf = ({ id }: Payout): Promise<string> => house.stateOf(id);

  it('leaves the bank, and is paid when a second person has seen the proof', async () => {
    const { payout, id } = await instructed();
    expect(await stateOf(payout)).toBe('in_transit');
    await payments.carryOut(id, house.preparer, PAPER);
    await house.settlement.observe(payout.id);
    expect(await stateOf(payout)).toBe('in_transit');
    await expect(payments.confirm(id, house.preparer)).rejects.toMatchObject({
      code: 'MANUAL_SAME_PERSON',
    });
    await payments.confirm(id, house.releaser);
    await house.settlement.observe(payout.id);
    expect(await stateOf(payout)).toBe('paid');
    expect(await linesOf(payout)).toEqual([
      'payout.initiated 1150 40000',
      'payout.initiated 1010 -40000',
      'payout.settled 2110 40000',
      'payout.settled 1150 -40000',
    ]);
    expect(await house.brokenPromises()).toEqual([]);
  });

  async function confirmed(): Promise<{ payout: Payout; id: Id<'manualPayment'> }> {
    const { payout, id } = await instructed();
    await payments.carryOut(id, house.preparer, PAPER);
    await payments.confirm(id, house.releaser);
    await house.settlement.observe(payout.id);
    return { payout, id };
  }

  it('is owed again when it could not be done, and when two people say that a check came back', async () => {
    const failed = await instructed();
    await payments.giveUp(failed.id, house.preparer, 'bad_account');
    await house.settlement.observe(failed.payout.id);
    expect(await house.get(Payouts).get(failed.payout.id)).toMatchObject({
      state: 'failed',
      reason: 'bad_account',
    });
    const back = await confirmed();
    await payments.sayBack(back.id, house.preparer, { reason: 'expired', file: CREDIT });
    await payments.confirmBack(back.id, house.releaser);
    await house.settlement.observe(back.payout.id);
    expect(await house.get(Payouts).get(back.payout.id)).toMatchObject({
      state: 'returned',
      reason: 'expired',
    });
    expect((await linesOf(back.payout)).slice(-2)).toEqual([
      'payout.returned 1010 40000',
      'payout.returned 2110 -40000',
    ]);
    expect(await house.brokenPromises()).toEqual([]);
  });

  it('stays paid while only one person says that it came back, who never decides it alone', async () => {
    const { payout, id } = await confirmed();
    const before = await linesOf(payout);
    await payments.sayBack(id, house.preparer, { reason: 'expired', file: CREDIT });
    await house.settlement.observe(payout.id);
    expect(await stateOf(payout)).toBe('paid');
    await expect(payments.confirmBack(id, house.preparer)).rejects.toMatchObject({
      code: 'MANUAL_SAME_PERSON',
    });
    await expect(payments.refuseBack(id, house.preparer)).rejects.toMatchObject({
      code: 'MANUAL_SAME_PERSON',
    });
    await house.settlement.observe(payout.id);
    expect([await stateOf(payout), await linesOf(payout)]).toEqual(['paid', before]);
    const byHand = `update manual_payment set state = 'returned', closed_at = clock_timestamp(),
      reason = back_reason, closed_by = $2 where id = $1`;
    const { database } = house.running;
    await expect(database.query(byHand, [id, house.preparer])).rejects.toThrow('back_by_two');
    await expect(database.query(byHand, [id, null])).rejects.toThrow('two people');
    const alone = await confirmed();
    await expect(payments.confirmBack(alone.id, house.releaser)).rejects.toMatchObject({
      code: 'STATE_EDGE_MISSING',
    });
    await expect(database.query(byHand, [alone.id, house.releaser])).rejects.toThrow();
  });

  it('stays paid when the proof that it came back is refused, and keeps the proof that it was paid', async () => {
    const { payout, id } = await confirmed();
    await payments.sayBack(id, house.releaser, { reason: 'expired', file: CREDIT });
    const read = await payments.readProof(id, house.preparer, 'back');
    expect(read.bytes.equals(CREDIT)).toBe(true);
    await payments.refuseBack(id, house.preparer);
    await house.settlement.observe(payout.id);
    expect(await stateOf(payout)).toBe('paid');
    expect(await payments.get(id)).toMatchObject({ state: 'confirmed', back: null, reason: null });
    await expect(payments.readProof(id, house.preparer, 'back')).rejects.toMatchObject({
      code: 'PROOF_MISSING',
    });
    expect((await payments.readProof(id, house.preparer)).bytes.equals(PAPER)).toBe(true);
    await payments.sayBack(id, house.preparer, { reason: 'declined', file: CREDIT });
    await payments.confirmBack(id, house.releaser);
    expect((await payments.readProof(id, house.releaser)).bytes.equals(PAPER)).toBe(true);
  });

  it('needs a proof that can be read before anybody may say that it came back', async () => {
    const { id } = await confirmed();
    for (const file of [Buffer.from('<svg/>'), Buffer.from('')])
      await expect(
        payments.sayBack(id, house.preparer, { reason: 'expired', file }),
      ).rejects.toMatchObject({ code: 'PROOF_UNUSABLE' });
    expect(await payments.get(id)).toMatchObject({ state: 'confirmed', back: null });
  });

  it('records who said that it came back, who looked and who decided, each with the proof', async () => {
    const { id } = await confirmed();
    await payments.sayBack(id, house.preparer, { reason: 'expired', file: CREDIT });
    await payments.readProof(id, house.releaser, 'back');
    await payments.refuseBack(id, house.releaser);
    await payments.sayBack(id, house.preparer, { reason: 'expired', file: CREDIT });
    const proof = (await payments.get(id)).back?.proofDigest;
    await payments.confirmBack(id, house.releaser);
    const acts = await house.running.database.query<{ line: string }>(
      `select act || ' ' || actor || ' ' || coalesce(details ->> 'backProof', purpose, '') as line
       from audit_event where subject = $1 order by seq`,
      [id],
    );
    expect(acts.map(({ line }) => line).slice(2)).toEqual([
      `ManualReturnSaid ${house.preparer} ${String(proof)}`,
      `ReturnProofRead ${house.releaser} to confirm that a payment by hand came back`,
      `ManualReturnRefused ${house.releaser} ${String(proof)}`,
      `ManualReturnSaid ${house.preparer} ${String(proof)}`,
      `ManualPaymentCameBack ${house.releaser} ${String(proof)}`,
    ]);
  });

  it('keeps the proof that it came back sealed, and erases it after the same time, never while it waits', async () => {
    const { id } = await confirmed();
    // Whom it was for is forgotten by the time when the bank gives the money back.
    house.running.clock.advance(days(121));
    await payments.forget();
    await payments.sayBack(id, house.preparer, { reason: 'expired', file: CREDIT });
    const [row] = await house.running.database.query<{ text: string }>(
      'select p::text as text from manual_payment p where id = $1',
      [id],
    );
    expect(row?.text).not.toContain(CREDIT.toString('hex'));
    const isKept = async (): Promise<boolean> =>
      payments.readProof(id, house.releaser, 'back').then(
        ({ bytes }) => bytes.equals(CREDIT),
        () => false,
      );
    await payments.forget();
    expect(await isKept()).toBe(true);
    await payments.confirmBack(id, house.releaser);
    house.running.clock.advance(days(119));
    await payments.forget();
    expect(await isKept()).toBe(true);
    house.running.clock.advance(days(2));
    await payments.forget();
    expect(await isKept()).toBe(false);
  });

  it('goes back to the first person when the proof does not show it', async () => {
    const { id } = await instructed();
    await payments.carryOut(id, house.preparer, PAPER);
    await payments.refuseProof(id, house.releaser);
    expect(await payments.get(id)).toMatchObject({ state: 'open', proofDigest: null });
    await payments.carryOut(id, house.releaser, PAPER);
    await payments.confirm(id, house.preparer);
    await expect(payments.carryOut(id, house.preparer, PAPER)).rejects.toMatchObject({
      code: 'STATE_EDGE_MISSING',
    });
  });

  it('records every reading of whom to pay and of the proof, and keeps both sealed', async () => {
    const { id } = await instructed();
    expect(await payments.readPayee(id, house.preparer)).toEqual(LANDLORD);
    await payments.carryOut(id, house.preparer, PAPER);
    expect((await payments.readProof(id, house.releaser)).bytes.equals(PAPER)).toBe(true);
    const acts = await house.running.database.query<{ act: string; actor: string }>(
      `select act, actor from audit_event where subject = $1 and kind = 'access' order by seq`,
      [id],
    );
    expect(acts).toEqual([
      { act: 'PayeeRead', actor: house.preparer },
      { act: 'ProofRead', actor: house.releaser },
    ]);
    const [row] = await house.running.database.query<{ text: string }>(
      `select (select string_agg(y::text, '') from manual_payee y) || (select string_agg(p::text, '') from manual_payment p)
         as text`,
    );
    expect(row?.text).not.toContain('Landlord');
    expect(row?.text).not.toContain(Buffer.from('Landlord').toString('hex'));
    expect(row?.text).not.toContain(PAPER.toString('hex'));
  });

  it('refuses what is neither a picture nor a PDF, whatever it is called', async () => {
    const { id } = await instructed();
    for (const file of [Buffer.from('<svg/>'), Buffer.from(''), Buffer.alloc(5_242_881, '%PDF-')])
      await expect(payments.carryOut(id, house.preparer, file)).rejects.toMatchObject({
        code: 'PROOF_UNUSABLE',
      });
    expect((await payments.get(id)).state).toBe('open');
  });

  it('forgets whom to pay some months after the last payment, not before', async () => {
    const { payout, id } = await instructed();
    await payments.carryOut(id, house.preparer, PAPER);
    await payments.confirm(id, house.releaser);
    await house.settlement.observe(payout.id);
    house.running.clock.advance(days(119));
    await payments.forget();
    expect(await payments.readPayee(id, house.preparer)).toEqual(LANDLORD);
    house.running.clock.advance(days(2));
    await payments.forget();
    await expect(payments.readPayee(id, house.preparer)).rejects.toMatchObject({
      code: 'PAYEE_FORGOTTEN',
    });
    await expect(payments.readProof(id, house.releaser)).rejects.toMatchObject({
      code: 'PROOF_MISSING',
    });
  });
});
