import { Body, Controller, Get, Param, Post } from '@nestjs/common';
import { People, type Staff } from '#identity';
import { DomainError, parseId } from '#kernel';
import { Batches, RailRegistry, type Batch, type BatchView, type Payout } from '#payouts';
import type { ViewModel } from '#platform';
import { readForm } from '../forms/read-form.js';
import { ForStaff } from '../http/access.js';
import { Redirect, View } from '../http/view.js';
import { CurrentStaff } from '../http/visitor.js';
import { ReleaseForm } from './finance-forms.js';
import { batchTag, payoutTag, reasonText } from './finance-words.js';

const RUNNING: readonly Batch['state'][] = ['released', 'processing'];
/** Payouts about which there may be news within seconds. */
const MOVING: readonly Payout['state'][] = ['released', 'sending', 'outcome_unknown', 'in_transit'];

/** Batches: what is waiting for release, what is on its way, how it went. */
@Controller('finance/batches')
@ForStaff('finance_preparer', 'finance_releaser')
export class BatchesController {
  constructor(
    private readonly batches: Batches,
    private readonly rails: RailRegistry,
    private readonly people: People,
  ) {}

  @Get()
  async list(): Promise<View> {
    const names = await this.names();
    const batches = (await this.batches.latest()).map((batch) => summary(batch, names));
    return new View('finance/batches', { title: 'Batches', back: '/finance', batches });
  }

  @Get(':id')
  async show(@Param('id') id: string, @CurrentStaff() staff: Staff): Promise<View> {
    const batch = await this.batches.get(parseId('batch', id));
    const isRunning =
      RUNNING.includes(batch.state) && batch.payouts.some(({ state }) => MOVING.includes(state));
    const isWaiting = batch.state === 'in_approval';
    const isReleaser = staff.roles.includes('finance_releaser');
    return new View('finance/batch', {
      title: 'Batch',
      back: '/finance/batches',
      isRunning,
      batch: summary(batch, await this.names()),
      railLabel: this.rails.get(batch.rail).capabilities.label,
      states: states(batch),
      payouts: batch.payouts.map(itemModel),
      canRelease: isWaiting && isReleaser && batch.preparedBy !== staff.id,
      canCancel: isWaiting,
      isWaiting,
    });
  }

  /** The page before money leaves. */
  @Get(':id/release')
  @ForStaff('finance_releaser')
  async beforeRelease(@Param('id') id: string): Promise<View | Redirect> {
    const batch = await this.batches.get(parseId('batch', id));
    if (batch.state !== 'in_approval') return new Redirect(`/finance/batches/${batch.id}`);
    return new View('finance/batch-release', {
      title: 'Release the batch',
      back: `/finance/batches/${batch.id}`,
      batch: summary(batch, await this.names()),
      railLabel: this.rails.get(batch.rail).capabilities.label,
      seen: digestText(batch),
      changed: batch.payouts.filter(({ methodVersion }) => methodVersion > 1).length,
      reissues: batch.payouts.filter(({ reissueOf }) => reissueOf !== null).length,
      payouts: batch.payouts.map(itemModel),
    });
  }

  @Post(':id/release')
  @ForStaff('finance_releaser')
  async release(
    @Param('id') id: string,
    @CurrentStaff() staff: Staff,
    @Body() body: unknown,
  ): Promise<Redirect> {
    const reading = await readForm(ReleaseForm, body);
    if (!reading.ok) throw unreadable();
    const batchId = parseId('batch', id);
    await this.batches.release(batchId, staff.id, reading.form.seen);
    return new Redirect(`/finance/batches/${batchId}`);
  }

  @Get(':id/cancel')
  async beforeCancel(@Param('id') id: string): Promise<View | Redirect> {
    const batch = await this.batches.get(parseId('batch', id));
    if (batch.state !== 'in_approval') return new Redirect(`/finance/batches/${batch.id}`);
    return new View('finance/batch-cancel', {
      title: 'Cancel the batch',
      back: `/finance/batches/${batch.id}`,
      batch: summary(batch, await this.names()),
    });
  }

  @Post(':id/cancel')
  async cancel(@Param('id') id: string, @CurrentStaff() staff: Staff): Promise<Redirect> {
    const batchId = parseId('batch', id);
    await this.batches.cancel(batchId, staff.id);
    return new Redirect(`/finance/batches/${batchId}`);
  }

  private async names(): Promise<ReadonlyMap<string, string>> {
    return new Map((await this.people.list()).map(({ id, name }) => [id, name]));
  }
}

function summary(batch: Batch, names: ReadonlyMap<string, string>): ViewModel {
  const nameOf = (id: string | null): string => (id === null ? '' : (names.get(id) ?? id));
  return {
    id: batch.id,
    tag: batchTag(batch.state),
    count: batch.itemCount,
    total: batch.total.format(),
    control: digestText(batch).slice(0, 12),
    preparedBy: nameOf(batch.preparedBy),
    preparedAt: batch.preparedAt,
    releasedBy: nameOf(batch.releasedBy),
    releasedAt: batch.releasedAt,
  };
}

function states({ payouts }: BatchView): { tag: ReturnType<typeof payoutTag>; count: number }[] {
  const counts = new Map<Payout['state'], number>();
  for (const { state } of payouts) counts.set(state, (counts.get(state) ?? 0) + 1);
  return [...counts].map(([state, count]) => ({ tag: payoutTag(state), count }));
}

function itemModel(payout: Payout): ViewModel {
  const hasReason = payout.reason !== null || payout.state === 'outcome_unknown';
  return {
    id: payout.id,
    amount: payout.amount.format(),
    fund: payout.fund,
    tag: payoutTag(payout.state),
    reason: hasReason ? reasonText(payout.state, payout.reason) : '',
    isChanged: payout.methodVersion > 1,
    isReissue: payout.reissueOf !== null,
  };
}

function digestText({ digest }: Batch): string {
  return digest === null ? '' : Buffer.from(digest).toString('hex');
}

function unreadable(): DomainError {
  return new DomainError('invalid', 'FORM_UNREADABLE', 'Go back and open the page again.');
}
