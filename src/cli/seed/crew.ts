import { Applications, Intake } from '#applications';
import { Awards, Determinations } from '#approvals';
import { Assignments, Reviews } from '#eligibility';
import { People, type Staff } from '#identity';
import type { Id, Money } from '#kernel';
import { Batches, ClaimLinks, ManualPayments, ReadyToPay } from '#payouts';
import type { House } from '../house.js';
import type { PlannedRequest } from './plan.js';
import { sendToSandbox, setUpWay } from './ways.js';

/** The smallest file that begins like a PDF. */
const RECEIPT = Buffer.from('%PDF-1.4\n%%EOF\n');

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

  /** She accepts, and says how she wants to be paid. */
  async setUp(
    id: Id<'application'>,
    accountNumber: string,
    rail = 'stripe-outbound',
  ): Promise<void> {
    const award = await this.house.get(Awards).forApplication(id);
    if (!award) return;
    const { language } = await this.house.get(Applications).get(id);
    await this.house.get(Awards).accept(award.id, award.applicantId);
    const { applicantId, id: awardId } = award;
    await setUpWay(this.house, { applicantId, awardId, rail, language }, accountNumber);
  }

  /** Everything that is ready goes into one batch for each way; others release them when asked to. */
  async pay(release: boolean): Promise<void> {
    const preparer = this.person('preparer');
    const ready = this.house.get(ReadyToPay);
    const rails = new Set((await ready.list(preparer.id)).map(({ rail }) => rail));
    for (const rail of rails) {
      const { digest: seen } = await ready.select(preparer.id, rail, []);
      const order = { rail, leftOut: [], seen };
      const id = await this.house.get(Batches).prepare(preparer.id, order);
      if (release) await this.release(id);
    }
  }

  /** She uses the link she was given; the fraud rules hold it when she comes over a VPN. */
  async useLink(applicationId: Id<'application'>, way: 'card' | 'vpn'): Promise<void> {
    const links = this.house.get(ClaimLinks);
    const { applicantId } = await this.house.get(Applications).get(applicationId);
    for (const { payoutId } of await links.forApplicant(applicantId)) {
      const link = await links.show(applicantId, payoutId);
      await sendToSandbox(this.house, link, new URLSearchParams({ way }));
    }
  }

  /** The first payment by hand is still to be done, the second is paid with a proof, every other is confirmed too. */
  async payByHand(): Promise<void> {
    const payments = this.house.get(ManualPayments);
    const [, ...others] = await payments.listed();
    for (const [index, { id }] of others.entries()) {
      await payments.carryOut(id, this.person('preparer').id, RECEIPT);
      if (index > 0) await payments.confirm(id, this.person('releaser').id);
    }
  }

  private async release(id: Id<'batch'>): Promise<void> {
    const batches = this.house.get(Batches);
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
