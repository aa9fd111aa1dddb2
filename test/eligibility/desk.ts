import pg from 'pg';
import { Applications, Appeals, Intake, type Need, type Urgency } from '#applications';
import { ApprovalsModule, Awards, DecisionCases, Determinations } from '#approvals';
import { Assignments, Holds, Reviews, type ReviewForm } from '#eligibility';
import { days, later, Money, newId, type Id } from '#kernel';
import type { Role, Staff } from '#identity';
import { BooksService, FundingService } from '#ledger';
import { startModules, type RunningModules } from '../support/modules.js';

export const usd = (dollars: number): Money => Money.of(BigInt(dollars) * 100n, 'USD');

export const FUND = 'GENERAL';
export const NAME = 'Zofia-Canary';
export const WORDS = 'words-of-the-canary';

interface Ask {
  readonly dollars?: number;
  readonly when?: Urgency;
  readonly needs?: readonly Need[];
}

/** An office with a fund, a programme and people, for tests of reviewing and deciding. */
export interface Desk {
  readonly house: RunningModules;
  readonly assignments: Assignments;
  readonly reviews: Reviews;
  readonly holds: Holds;
  readonly applications: Applications;
  readonly appeals: Appeals;
  readonly determinations: Determinations;
  readonly cases: DecisionCases;
  readonly awards: Awards;
  readonly books: BooksService;
  person(...roles: Role[]): Promise<Staff>;
  /** A request that was sent and not yet screened. */
  send(ask?: Ask): Promise<Id<'application'>>;
  /** A request that waits for a review. */
  inReview(ask?: Ask): Promise<Id<'application'>>;
  /** A request that so many new reviewers recommend as asked. */
  ready(ask?: Ask): Promise<Id<'application'>>;
  /** Takes the case, answers no conflict, and hands in a review. */
  review(id: Id<'application'>, reviewer: Staff, form?: Partial<ReviewForm>): Promise<void>;
  stateOf(id: Id<'application'>): Promise<string>;
  /** A connection as the login of the service. */
  asService(sql: string, parameters?: readonly unknown[]): Promise<unknown>;
  stop(): Promise<void>;
}

export const FULL_SCORES = { safety: 4, immediacy: 4, essentiality: 4, no_other_source: 4, fit: 4 };
export const LOW_SCORES = { safety: 0, immediacy: 0, essentiality: 1, no_other_source: 1, fit: 1 };

export async function openDesk(
  options: { readonly instalments?: number; readonly budget?: number } = {},
): Promise<Desk> {
  const house = await startModules([ApprovalsModule]);
  const service = new pg.Pool({ connectionString: house.database.serviceUrl, max: 2 });
  service.on('error', () => undefined);
  const applications = house.get(Applications);
  const assignments = house.get(Assignments);
  const reviews = house.get(Reviews);
  await endow(house, options.budget ?? 100_000);
  await applications.saveProgramme({
    id: newId('programme'),
    code: 'EMERGENCY',
    name: 'Emergency help',
    fund: FUND,
    currency: 'USD',
    least: usd(50),
    most: usd(5_000),
    instalments: options.instalments ?? 1,
    rails: ['stripe_outbound'],
    railLimits: {},
    answerWithinDays: 3,
    openedAt: later(house.clock.now(), -days(30)),
    closedAt: null,
  });

  const person = async (...roles: Role[]): Promise<Staff> => {
    const id = newId('person');
    const email = `${id}@desk.invalid`;
    await house.database.query('insert into person (id, email, name) values ($1, $2, $3)', [
      id,
      email,
      `Person ${id.slice(-4)}`,
    ]);
    for (const role of roles) {
      await house.database.query(
        `insert into role_grant (person_id, role, granted_by) values ($1, $2, 'system')`,
        [id, role],
      );
    }
    return { id, email, name: `Person ${id.slice(-4)}`, roles };
  };
  const send = async (ask: Ask = {}): Promise<Id<'application'>> => {
    const intake = house.get(Intake);
    const { applicantId, applicationId } = await intake.startDraft('en');
    await intake.saveStep(applicationId, {
      filledBy: 'self',
      needs: ask.needs ?? ['food'],
      when: ask.when ?? null,
      amount: String(ask.dollars ?? 400),
      name: NAME,
      channels: [],
      rail: null,
      anythingElse: WORDS,
    });
    const { submissionKey } = await intake.draftOf(applicantId);
    await intake.submit(applicationId, submissionKey, '739154');
    return applicationId;
  };
  const inReview = async (ask: Ask = {}): Promise<Id<'application'>> => {
    const id = await send(ask);
    await house.drain();
    return id;
  };
  const stateOf = async (id: Id<'application'>): Promise<string> =>
    (await applications.get(id)).state;
  const review = async (
    id: Id<'application'>,
    reviewer: Staff,
    form: Partial<ReviewForm> = {},
  ): Promise<void> => {
    const { id: assignment } = await assignments.take(reviewer.id, id);
    await assignments.answerConflict(assignment, reviewer.id, 'none');
    await reviews.submit(assignment, reviewer.id, {
      scores: FULL_SCORES,
      recommendation: 'approve',
      amount: (await applications.get(id)).asked,
      reasonCode: 'NEED_FITS',
      note: null,
      ...form,
    });
  };
  return {
    house,
    assignments,
    reviews,
    applications,
    holds: house.get(Holds),
    appeals: house.get(Appeals),
    determinations: house.get(Determinations),
    cases: house.get(DecisionCases),
    awards: house.get(Awards),
    books: house.get(BooksService),
    person,
    send,
    inReview,
    review,
    stateOf,
    ready: async (ask = {}) => {
      const id = await inReview(ask);
      while ((await stateOf(id)) === 'in_review') await review(id, await person('reviewer'));
      return id;
    },
    asService: (sql, parameters = []) => service.query(sql, [...parameters]),
    stop: async (): Promise<void> => {
      await service.end();
      await house.stop();
    },
  };
}

async function endow(house: RunningModules, dollars: number): Promise<void> {
  const funding = house.get(FundingService);
  await funding.openFund({ code: FUND, name: 'General fund', restriction: 'none' }, 'system');
  const act = { fund: FUND, amount: usd(dollars), actor: 'per_treasurer', approver: 'per_board' };
  await funding.receiveGift({ ...act, key: 'gift:one:received' });
  await funding.authoriseBudget({ ...act, key: 'budget:one:authorised' });
}
