import { Applications, Intake } from '#applications';
import { Awards, Determinations } from '#approvals';
import { Assignments, Reviews } from '#eligibility';
import { People, type Staff } from '#identity';
import type { Id, Money } from '#kernel';
import { Batches, Methods, ReadyToPay } from '#payouts';
import type { House } from '../house.js';
import type { PlannedRequest } from './plan.js';
import { inventedRoutingNumber } from '../routing-number.js';

/** The demo people at work, through the same acts the pages use. */
export class Crew {
  private constructor(
    private readonly house: House,
    private readonly staff: ReadonlyMap<string, Staff>,
  ) {}

  static async of(house: House): Promise<Crew> {
    const people = await house.get(People).list();
    return new Crew(
      house,
      new Map(people.map((person) => [person.email.split('@')[0] ?? '', person])),
    );
  }

  /** Somebody asks; returns the application. */
  async ask({ language, answers }: PlannedRequest): Promise<Id<'application'>> {
    const intake = this.house.get(Intake);
    const { applicantId, applicationId } = await intake.startDraft(language);
    await intake.saveStep(applicationId, answers);
    const { submissionKey } = await intake.draftOf(applicantId);
    await intake.submit(applicationId, submissionKey, '470915', language);
    await intake.leave(applicantId);
    return applicationId;
  }

  /** A reviewer takes the case and says whether they know the person: no. */
  async takeUp(applicationId: Id<'application'>, reviewer: string): Promise<Id<'assignment'>> {
    const assignments = this.house.get(Assignments);
    const by = this.person(reviewer);
    const { id } = await assignments.take(by.id, applicationId);
    await assignments.answerConflict(id, by.id, 'none');
    return id;
  }

  /** Reviews until the rubric has enough, and advises yes. */
  async review(applicationId: Id<'application'>, amount: Money): Promise<void> {
    const reviews = this.house.get(Reviews);
    const { criteria } = await reviews.rubric();
    const needed = await reviews.neededFor(amount);
    for (const reviewer of ['reviewer', 'reviewer2'].slice(0, needed)) {
      const assignment = await this.takeUp(applicationId, reviewer);
      await reviews.submit(assignment, this.person(reviewer).id, {
        scores: Object.fromEntries(
          criteria.map(({ code }, index) => [code, index % 2 === 0 ? 4 : 3]),
        ),
        recommendation: 'approve',
        amount,
        reasonCode: 'NEED_FITS',
        note: null,
      });
    }
  }

  /** As many approvers say yes as the amount needs. */
  async approve(applicationId: Id<'application'>, amount: Money): Promise<void> {
    const determinations = this.house.get(Determinations);
    for (const approver of ['approver', 'approver2', 'approver3', 'director']) {
      if ((await this.house.get(Applications).get(applicationId)).state === 'approved') return;
      await determinations.decide(applicationId, this.person(approver), {
        outcome: 'approved',
        amount,
        reasonCode: 'AS_RECOMMENDED',
      });
    }
  }

  async decline(
    applicationId: Id<'application'>,
    outcome: 'declined' | 'waitlisted',
  ): Promise<void> {
    await this.house.get(Determinations).decide(applicationId, this.person('approver2'), {
      outcome,
      reasonCode: 'FUND_EMPTY',
    });
  }

  /** She says where the money should go. The sandbox reads the outcome from the account's last digits. */
  async setUp(applicationId: Id<'application'>, accountNumber: string): Promise<void> {
    const award = await this.house.get(Awards).forApplication(applicationId);
    if (!award) return;
    const { language } = await this.house.get(Applications).get(applicationId);
    await this.house.get(Awards).accept(award.id, award.applicantId);
    await this.house.get(Methods).setUp(
      { applicantId: award.applicantId, awardId: award.id, rail: 'stripe-outbound', language },
      {
        kind: 'bank_account',
        givenName: 'Demo',
        surname: 'Person',
        routingNumber: inventedRoutingNumber(),
        accountNumber,
        accountType: 'checking',
      },
    );
  }

  /** Everything that is ready goes into one batch; another person releases it when asked to. */
  async pay(release: boolean): Promise<void> {
    const preparer = this.person('preparer');
    const ready = this.house.get(ReadyToPay);
    const { digest } = await ready.select(preparer.id, 'stripe-outbound', []);
    const batches = this.house.get(Batches);
    const id = await batches.prepare(preparer.id, {
      rail: 'stripe-outbound',
      leftOut: [],
      seen: digest,
    });
    if (!release) return;
    const { digest: locked, releasesNeeded } = await batches.get(id);
    const seen = locked === null ? '' : Buffer.from(locked).toString('hex');
    for (const account of ['releaser', 'releaser2'].slice(0, releasesNeeded)) {
      await batches.release(id, this.person(account).id, seen);
    }
  }

  /** The demo person who signs in with this account. */
  person(account: string): Staff {
    const found = this.staff.get(account);
    if (!found) throw new Error(`There is no demo person ${account}.`);
    return found;
  }
}
