import { Appeals, Intake } from '#applications';
import { Awards, Determinations } from '#approvals';
import { Assignments, Reviews } from '#eligibility';
import { Duties, People, ROLES, type DutyPart, type Role, type Staff } from '#identity';
import { DomainError, hours, Money, type Id } from '#kernel';
import { Batches, Methods, PayoutExceptions, ReadyToPay, Sending, Settlement } from '#payouts';
import { UnitOfWork } from '#platform';
import { openTheatre, type Theatre } from '../support/stage.js';
import { inventedRoutingNumber } from '../../src/cli/routing-number.js';

export const ACTS = [
  'review',
  'approve',
  'approve too',
  'decline',
  'wait-list',
  'leave the waiting list',
  'return to review',
  'take part: propose',
  'take part: approve',
  'take part: release',
  'prepare a batch',
  'release the batch',
  'cancel the batch',
  'send',
  'look at the provider',
  'retry',
  'ask for another way',
  'appeal',
  'change the account',
  'let a day pass',
] as const;
export type Act = (typeof ACTS)[number];

/** Somebody tries something. Acts of the applicant and of the machine do not care who. */
export interface Move {
  readonly act: Act;
  readonly who: number;
}

/** A request that nobody has touched yet, and its payments as far as the moves have brought it. */
export interface Case {
  readonly applicationId: Id<'application'>;
  readonly applicantId: Id<'applicant'>;
  isSetUp: boolean;
}

/** What became of a case, counted where it counts: in the tables, and as money at the provider. */
export interface Outcome {
  readonly states: readonly string[];
  readonly batches: number;
  readonly payments: number;
  readonly peopleBehind: number;
}

const RAIL = 'stripe-outbound';
const AMOUNT = Money.of(12_000n, 'USD');

/**
 * Three people, each with every role the database lets them hold together, and the house they act in. They act
 * through the services, which ask for duties and digests but not for roles: what is refused here is refused to
 * everybody, whatever their roles become.
 */
export class Company {
  private constructor(
    readonly theatre: Theatre,
    readonly people: readonly Staff[],
  ) {}

  static async open(): Promise<Company> {
    const theatre = await openTheatre();
    const everyone = theatre.get(People);
    const people: Staff[] = [];
    for (const [index, first] of (
      ['reviewer', 'approver', 'finance_releaser'] as const
    ).entries()) {
      const email = `person${String(index)}@example.org`;
      const { id } = await everyone.invite('system', { email, name: `Person ${String(index)}` });
      const others = ROLES.filter((role) => role !== first);
      for (const role of [first, ...others])
        await everyone.grantRole('system', id, role).catch(refused);
      people.push(await everyone.get(id));
    }
    return new Company(theatre, people);
  }

  get roles(): readonly (readonly Role[])[] {
    return this.people.map(({ roles }) => roles);
  }

  /** Somebody asks for an amount that one review and one approval decide. */
  async newCase(): Promise<Case> {
    const intake = this.theatre.get(Intake);
    const { applicantId, applicationId } = await intake.startDraft('en');
    await intake.saveStep(applicationId, {
      filledBy: 'self',
      needs: ['food'],
      when: null,
      amount: AMOUNT.toDecimal(),
      name: 'Sam',
      channels: [],
      rail: null,
    });
    const { submissionKey } = await intake.draftOf(applicantId);
    await intake.submit(applicationId, submissionKey, '470915', 'en');
    await this.theatre.drain();
    return { applicantId, applicationId, isSetUp: false };
  }

  /** True when the move was accepted. A refusal is a sentence; anything else is a defect and is thrown on. */
  async attempt(request: Case, move: Move, size: number): Promise<boolean> {
    const person = this.people[move.who % size];
    if (!person) throw new Error('There is no such person.');
    this.theatre.clock.advance(1_000);
    this.theatre.sandbox.desk.forward(0);
    const isDone = await this.acts[move.act](request, person).then(() => true, refused);
    if (isDone) await this.follow(request);
    return isDone;
  }

  async outcome({ applicationId }: Case): Promise<Outcome> {
    const { database } = this.theatre;
    const payouts = await database.query<{ id: string; state: string; batch: string | null }>(
      'select id, state, batch_id as batch from payout where application_id = $1',
      [applicationId],
    );
    const [duties] = await database.query<{ people: string }>(
      'select count(distinct person_id) as people from duty where subject = $1',
      [applicationId],
    );
    const ours = new Set(payouts.map(({ id }) => id));
    const atProvider = this.theatre.sandbox.desk
      .payments()
      .filter(({ metadata }) => ours.has(String(metadata['payout'])));
    return {
      states: payouts.map(({ state }) => state),
      batches: new Set(payouts.flatMap(({ batch }) => batch ?? [])).size,
      payments: atProvider.length,
      peopleBehind: Number(duties?.people ?? 0),
    };
  }

  async close(): Promise<void> {
    await this.theatre.stop();
  }

  private readonly acts: Readonly<Record<Act, (request: Case, by: Staff) => Promise<unknown>>> = {
    review: (request, by) => this.review(request, by),
    approve: ({ applicationId }, by) =>
      this.decide(applicationId, by, { outcome: 'approved', amount: AMOUNT }),
    'approve too': (request, by) => this.approveToo(request, by),
    decline: ({ applicationId }, by) => this.decide(applicationId, by, { outcome: 'declined' }),
    'wait-list': ({ applicationId }, by) =>
      this.decide(applicationId, by, { outcome: 'waitlisted' }),
    'leave the waiting list': ({ applicationId }, by) =>
      this.theatre.get(Determinations).leaveWaitlist(applicationId, by),
    'return to review': ({ applicationId }, by) =>
      this.theatre.get(Determinations).returnToReview(applicationId, by, { note: 'Once more.' }),
    'take part: propose': (request, { id }) => this.takePart(request, id, 'propose'),
    'take part: approve': (request, { id }) => this.takePart(request, id, 'approve'),
    'take part: release': (request, { id }) => this.takePart(request, id, 'release'),
    'prepare a batch': (request, { id }) => this.prepare(request, id),
    'release the batch': async (request, { id }) => {
      const batch = await this.batchOf(request);
      const { digest } = await this.theatre.get(Batches).get(batch);
      const seen = Buffer.from(digest ?? []).toString('hex');
      await this.theatre.get(Batches).release(batch, id, seen);
    },
    'cancel the batch': async (request, { id }) =>
      this.theatre.get(Batches).cancel(await this.batchOf(request), id),
    send: () => this.theatre.get(Sending).sweep(),
    'look at the provider': () => this.theatre.get(Settlement).poll(),
    retry: async (request, { id }) =>
      this.theatre.get(PayoutExceptions).retry(await this.payoutOf(request), id),
    'ask for another way': async (request, { id }) =>
      this.theatre.get(PayoutExceptions).askForAnotherWay(await this.payoutOf(request), id),
    appeal: ({ applicationId }) => this.theatre.get(Appeals).make(applicationId),
    'change the account': (request) => this.setUp(request, '000999999990'),
    'let a day pass': () => {
      this.theatre.clock.advance(hours(25));
      return Promise.resolve();
    },
  };

  private async review({ applicationId }: Case, { id }: Staff): Promise<void> {
    const assignments = this.theatre.get(Assignments);
    const reviews = this.theatre.get(Reviews);
    const assignment = await assignments.take(id, applicationId);
    if (assignment.state === 'offered') await assignments.answerConflict(assignment.id, id, 'none');
    const { criteria } = await reviews.rubric();
    await reviews.submit(assignment.id, id, {
      scores: Object.fromEntries(criteria.map(({ code }) => [code, 4])),
      recommendation: 'approve',
      amount: AMOUNT,
      reasonCode: 'NEED_FITS',
      note: null,
    });
  }

  private async decide(
    applicationId: Id<'application'>,
    by: Staff,
    wanted: { outcome: 'approved' | 'declined' | 'waitlisted'; amount?: Money },
  ): Promise<void> {
    const reasonCode = wanted.outcome === 'approved' ? 'AS_RECOMMENDED' : 'FUND_EMPTY';
    await this.theatre.get(Determinations).decide(applicationId, by, { ...wanted, reasonCode });
  }

  private async approveToo({ applicationId }: Case, by: Staff): Promise<void> {
    const [live] = await this.theatre.database.query<{ id: Id<'determination'>; digest: string }>(
      `select id, encode(digest, 'hex') as digest from determination
       where application_id = $1 order by opened_at desc limit 1`,
      [applicationId],
    );
    if (!live) throw nothingThere();
    await this.theatre.get(Determinations).approve(live.id, by, live.digest);
  }

  /** Somebody who could call the service directly, past every page. */
  private async takePart(
    { applicationId }: Case,
    personId: Id<'person'>,
    part: DutyPart,
  ): Promise<void> {
    const duties = this.theatre.get(Duties);
    await this.theatre.get(UnitOfWork).run(() => duties.take(applicationId, personId, part));
  }

  /** A batch of this case alone; what other runs left behind stays out. */
  private async prepare(request: Case, id: Id<'person'>): Promise<void> {
    const payout = await this.payoutOf(request);
    const ready = this.theatre.get(ReadyToPay);
    const leftOut = (await ready.list(id))
      .filter((item) => item.id !== payout)
      .map((item) => item.id);
    const { digest: seen } = await ready.select(id, RAIL, leftOut);
    await this.theatre.get(Batches).prepare(id, { rail: RAIL, leftOut, seen });
  }

  private async setUp({ applicantId, applicationId }: Case, accountNumber: string): Promise<void> {
    const award = await this.theatre.get(Awards).forApplication(applicationId);
    if (!award) throw nothingThere();
    await this.theatre.get(Awards).accept(award.id, applicantId);
    await this.theatre.get(Methods).setUp(
      { applicantId, awardId: award.id, rail: RAIL, language: 'en' },
      {
        kind: 'bank_account',
        country: 'US',
        givenName: 'Sam',
        surname: 'Lee',
        routingNumber: inventedRoutingNumber(),
        accountNumber,
        accountType: 'checking',
      },
    );
    this.theatre.clock.advance(1_000);
    this.theatre.sandbox.desk.forward(0);
    await this.theatre.get(Methods).refresh();
  }

  /** The machine does its part, and she says where the money should go as soon as there is a yes. */
  private async follow(request: Case): Promise<void> {
    await this.theatre.drain();
    if (request.isSetUp) return;
    const award = await this.theatre.get(Awards).forApplication(request.applicationId);
    if (!award) return;
    await this.setUp(request, '000123456789');
    request.isSetUp = true;
    await this.theatre.drain();
  }

  private async payoutOf({ applicationId }: Case): Promise<Id<'payout'>> {
    const [payout] = await this.theatre.database.query<{ id: Id<'payout'> }>(
      'select id from payout where application_id = $1 order by created_at desc, id desc limit 1',
      [applicationId],
    );
    if (!payout) throw nothingThere();
    return payout.id;
  }

  private async batchOf({ applicationId }: Case): Promise<Id<'batch'>> {
    const [batch] = await this.theatre.database.query<{ id: Id<'batch'> }>(
      `select batch_id as id from payout where application_id = $1 and batch_id is not null
       order by created_at desc limit 1`,
      [applicationId],
    );
    if (!batch) throw nothingThere();
    return batch.id;
  }
}

/** The move makes no sense now. */
const nothingThere = (): DomainError =>
  new DomainError('conflict', 'NOTHING_THERE', 'There is nothing to do that to.');

function refused(error: unknown): false {
  if (error instanceof DomainError) return false;
  throw error;
}
