import { Body, Controller, Get, Param, Post } from '@nestjs/common';
import type { Staff } from '#identity';
import { Money } from '#kernel';
import {
  awaitsApproval,
  blockedAt,
  ClaimDesk,
  RailUnavailable,
  RELEASE_REASONS,
  type ClaimLink,
  type HeldPayment,
} from '#payouts';
import type { ViewModel } from '#platform';
import { problemModel } from '../../forms/problems.js';
import { readForm } from '../../forms/read-form.js';
import { ForStaff } from '../../http/access.js';
import { ProgrammeDays } from '../../http/programme-days.js';
import { Redirect, View } from '../../http/view.js';
import { CurrentStaff } from '../../http/visitor.js';
import { readsCalledBack } from './called-back.js';
import { bucketsOf, RELEASE_WORDS } from './claims.js';
import { ReleaseHeldForm } from '../finance-forms.js';
import { ageInDays } from '../finance-times.js';

const HOME = '/finance/claims';

/** Payments by link that nobody used yet, by age; those that the provider's fraud rules hold, and those that wait for a yes there. */
@Controller('finance/claims')
@ForStaff('finance_preparer', 'finance_releaser')
export class ClaimsController {
  constructor(
    private readonly desk: ClaimDesk,
    private readonly days: ProgrammeDays,
  ) {}

  @Get()
  async list(): Promise<View> {
    const links = await this.desk.unused();
    const held = await this.held();
    return new View('finance/claims', {
      title: 'Links not used yet',
      back: '/finance',
      buckets: bucketsOf(links, this.days.now()).map(({ label, count, minor }) => ({
        label,
        count,
        amount: Money.of(minor, 'USD').format(),
      })),
      links: links.map((link) => this.linkModel(link)),
      isSilent: held === null,
      held: (held ?? []).map((payment) => this.heldModel(payment)),
      awaiting: (await this.desk.awaitingApproval()).map((link) => this.linkModel(link)),
    });
  }

  @Get(':id/cancel')
  async beforeCancel(@Param('id') id: string): Promise<View> {
    const link = await this.desk.get(id);
    return new View('finance/claim-cancel', {
      title: 'Call a link back',
      back: HOME,
      ...this.linkModel(link),
      personReads: readsCalledBack(this.days),
    });
  }

  /** The money goes back to the award; she is asked for another way. */
  @Post(':id/cancel')
  async cancel(@Param('id') id: string, @CurrentStaff() staff: Staff): Promise<Redirect> {
    await this.desk.callBack(id, staff.id);
    return new Redirect(HOME);
  }

  @Get(':id/release')
  async beforeRelease(@Param('id') id: string): Promise<View> {
    return new View('finance/claim-release', await this.releaseModel(id));
  }

  @Post(':id/release')
  async release(
    @Param('id') id: string,
    @CurrentStaff() staff: Staff,
    @Body() body: unknown,
  ): Promise<View | Redirect> {
    const reading = await readForm(ReleaseHeldForm, body);
    if (!reading.ok) {
      const problems = problemModel(reading.problems, reading.typed);
      const model = await this.releaseModel(id);
      return new View('finance/claim-release', { ...model, ...problems }, 422);
    }
    await this.desk.release(id, staff.id, reading.form.reason);
    return new Redirect(HOME);
  }

  /** Null while the provider does not answer: the rest of the page is still there. */
  private async held(): Promise<HeldPayment[] | null> {
    try {
      return await this.desk.held();
    } catch (error) {
      if (!(error instanceof RailUnavailable)) throw error;
      return null;
    }
  }

  private linkModel({ payoutId, amount, fund, ...link }: ClaimLink): ViewModel {
    return {
      id: payoutId,
      amount: amount.format(),
      fund,
      days: link.since === null ? 0 : ageInDays(link.since, this.days.now()),
      usableUntil: link.usableUntil,
      looks: link.showings.length,
      providerRef: link.providerRef ?? '',
      heldDays: link.heldSince === null ? null : ageInDays(link.heldSince, this.days.now()),
      isHeld: link.heldSince !== null,
      awaitsApproval: awaitsApproval({ ...link, looks: link.showings.length }),
    };
  }

  private heldModel({ payoutId, providerRef, reasons, since }: HeldPayment): ViewModel {
    return {
      id: payoutId,
      providerRef,
      reasons: reasons.join(', '),
      days: since === null ? 'not said' : ageInDays(since, this.days.now()),
      blockedOn: since === null ? 'not said' : this.days.dayOf(blockedAt(since)),
    };
  }

  private async releaseModel(id: string): Promise<ViewModel> {
    return {
      title: 'Let a held payment go',
      back: HOME,
      ...this.linkModel(await this.desk.getHeld(id)),
      reasons: RELEASE_REASONS.map((value, index) => ({
        id: index === 0 ? 'reason' : `reason-${value}`,
        value,
        label: RELEASE_WORDS[value],
      })),
    };
  }
}
