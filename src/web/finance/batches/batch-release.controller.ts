import { Body, Controller, Get, Param, Post } from '@nestjs/common';
import { People, type Staff } from '#identity';
import { DomainError, parseId } from '#kernel';
import { BatchChecks, Batches, RailRegistry, type Batch } from '#payouts';
import { readForm } from '../../forms/read-form.js';
import { ForStaff } from '../../http/access.js';
import { Redirect, View } from '../../http/view.js';
import { CurrentStaff } from '../../http/visitor.js';
import { checkModel, notesOf } from './batch-check-view.js';
import { digestText, itemModel, summary } from './batch-view.js';
import { ReleaseForm } from '../finance-forms.js';

/** The acts on a batch before money leaves: let it go, or take it apart. */
@Controller('finance/batches')
@ForStaff('finance_preparer', 'finance_releaser')
export class BatchReleaseController {
  constructor(
    private readonly batches: Batches,
    private readonly checks: BatchChecks,
    private readonly rails: RailRegistry,
    private readonly people: People,
  ) {}

  /** The page before money leaves. */
  @Get(':id/release')
  @ForStaff('finance_releaser')
  async beforeRelease(@Param('id') id: string): Promise<View | Redirect> {
    const batch = await this.batches.get(parseId('batch', id));
    if (!isWaiting(batch)) return new Redirect(`/finance/batches/${batch.id}`);
    const check = await this.checks.check(batch.payouts);
    return new View('finance/batch-release', {
      title: 'Release the batch',
      back: `/finance/batches/${batch.id}`,
      batch: summary(batch, await this.people.names()),
      railLabel: this.rails.labelOf(batch.rail),
      isOff: this.rails.known(batch.rail) === null,
      seen: digestText(batch),
      isLast: batch.releases.length + 1 >= batch.releasesNeeded,
      findings: { ...checkModel(check, this.rails), needsTwo: batch.releasesNeeded > 1 },
      reissues: batch.payouts.filter(({ reissueOf }) => reissueOf !== null).length,
      payouts: batch.payouts.map((payout) => ({
        ...itemModel(payout),
        ...notesOf(check, payout.id),
      })),
    });
  }

  /** The last one of those it needs sends, and then sees how it goes. Throws `RAIL_UNKNOWN` for a way that is off. */
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
    this.rails.get((await this.batches.get(batchId)).rail);
    await this.batches.release(batchId, staff.id, reading.form.seen);
    return new Redirect(`/finance/batches/${batchId}`);
  }

  @Get(':id/cancel')
  async beforeCancel(@Param('id') id: string): Promise<View | Redirect> {
    const batch = await this.batches.get(parseId('batch', id));
    if (!isWaiting(batch)) return new Redirect(`/finance/batches/${batch.id}`);
    return new View('finance/batch-cancel', {
      title: 'Cancel the batch',
      back: `/finance/batches/${batch.id}`,
      batch: summary(batch, await this.people.names()),
    });
  }

  @Post(':id/cancel')
  async cancel(@Param('id') id: string, @CurrentStaff() staff: Staff): Promise<Redirect> {
    const batchId = parseId('batch', id);
    await this.batches.cancel(batchId, staff.id);
    return new Redirect(`/finance/batches/${batchId}`);
  }
}

const isWaiting = ({ state }: Batch): boolean => state === 'in_approval' || state === 'approved';

function unreadable(): DomainError {
  return new DomainError('invalid', 'FORM_UNREADABLE', 'Go back and open the page again.');
}
