import { newId, days, type Id } from '#kernel';
import { FollowUpSweep } from '#follow-up';
import { Facts, UnitOfWork } from '#platform';
import { askForHelp, comeBack, type WayBack } from '../../src/cli/story/applicant.js';
import { signIn } from '../../src/cli/story/staff.js';
import type { Visitor } from '../../src/cli/story/visitor.js';
import { openTheatre, type Theatre } from '../support/stage.js';

// Goal: she can say that her money did not come, and finance looks for it without learning who she is.
// Method: over HTTP, without scripts; the payment itself is planted, as other stories tell how it comes about.
describe('asking on the status page whether the money came', () => {
  let theatre: Theatre;
  let visitor: Visitor;
  let wayBack: WayBack;
  let payoutId: Id<'payout'>;

  beforeAll(async () => {
    theatre = await openTheatre();
    visitor = theatre.visitor();
    wayBack = await askForHelp(visitor);
    payoutId = await paid();
    theatre.clock.advance(days(2));
    await theatre.get(FollowUpSweep).run();
    visitor = theatre.visitor('es');
  });

  afterAll(() => theatre.stop());

  const paid = async (): Promise<Id<'payout'>> => {
    const id = newId('payout');
    await theatre.database.query(
      `with replica as (select set_config('session_replication_role', 'replica', true)),
       made as (insert into award (id, application_id, applicant_id, determination_id, state, fund, amount_minor,
                                   currency, offered_at)
                select 'awd_1', id, applicant_id, 'det_1', 'active', 'GEN', 45000, 'USD', clock_timestamp()
                from application, replica returning application_id, applicant_id)
       insert into payout (id, instalment_id, award_id, application_id, applicant_id, ledger_ref, fund, amount_minor,
                           currency, rail, method_id, method_version, state, approval_digest, created_at, paid_at)
       select $1, 'ins_1', 'awd_1', application_id, applicant_id, gen_random_uuid(), 'GEN', 45000, 'USD',
              'stripe-outbound', 'mth_1', 1, 'paid', decode(repeat('00', 32), 'hex'), clock_timestamp(),
              clock_timestamp()
       from made`,
      [id],
    );
    await theatre
      .get(UnitOfWork)
      .run(() => theatre.get(Facts).record({ name: 'PayoutPaid', subject: id }));
    await theatre.drain();
    return id;
  };

  it('is asked in her language, and keeps what she wrote when no answer is chosen', async () => {
    await comeBack(visitor, wayBack);
    await visitor.follow('/s/2');
    expect(visitor.page.text).toContain('¿Recibió el dinero?');
    expect(visitor.page.text).toMatch(/Le enviamos \$450 el \p{L}+, \d+ de \p{L}+\./u);
    await visitor.send({ words: 'no ha llegado' }, '/s/2');
    expect(visitor.page.status).toBe(422);
    expect(visitor.page.text).toContain('Escoja una respuesta');
    expect(visitor.page.html).toContain('no ha llegado');
  });

  it('takes her answer once and thanks her', async () => {
    await visitor.send({ answer: 'not_received', words: 'no ha llegado' }, '/s/2');
    expect(visitor.page.path).toBe('/s/2/2');
    expect(visitor.page.text).toContain('Vamos a ver qué pasó');
    expect((await visitor.open('/s/2')).path).toBe('/s');
    expect(visitor.page.html).not.toContain('/s/2');
  });

  it('becomes a payment trace that finance takes and closes, without her words', async () => {
    const preparer = theatre.visitor();
    await signIn(preparer, 'preparer', theatre.stage.now());
    await preparer.open('/finance/reconciliation/traces');
    expect(preparer.page.text).toContain(payoutId);
    expect(preparer.page.text).toContain('it did not come');
    expect(preparer.page.html).not.toContain('llegado');
    await preparer.send({}, '/take');
    await preparer.follow('/close');
    await preparer.send({}, '/close');
    expect(preparer.page.status).toBe(422);
    await preparer.send({ outcome: 'arrived_later' }, '/close');
    expect(preparer.page.text).toContain('Nobody says that money is missing');
  });
});
