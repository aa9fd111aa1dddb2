import { Controller, Get, Param, Query } from '@nestjs/common';
import { People, type Staff, type StaffNames } from '#identity';
import { parseId } from '#kernel';
import { BatchPauses, Batches, RailRegistry, type BatchView } from '#payouts';
import type { ViewModel } from '#platform';
import { ForStaff } from '../../http/access.js';
import { View } from '../../http/view.js';
import { CurrentStaff } from '../../http/visitor.js';
import { itemModel, progressOf, summary } from './batch-view.js';

const RUNNING: readonly BatchView['state'][] = ['released', 'processing'];
const UNRELEASED: readonly BatchView['state'][] = ['in_approval', 'approved'];
const REFRESH_SECONDS = 10;

/** Batches: what is waiting for release, what is on its way, how it went. */
@Controller('finance/batches')
@ForStaff('finance_preparer', 'finance_releaser', 'finance_director')
export class BatchesController {
  constructor(
    private readonly batches: Batches,
    private readonly pauses: BatchPauses,
    private readonly rails: RailRegistry,
    private readonly people: People,
  ) {}

  @Get()
  async list(): Promise<View> {
    const names = await this.people.names();
    const batches = (await this.batches.latest()).map((batch) => summary(batch, names));
    return new View('finance/batches', { title: 'Batches', back: '/finance', batches });
  }

  /**
   * Refreshes itself only while somebody asked it to and there is something to see: the page holds no form that
   * could be lost, and a reader who is not watching is not thrown back to its top.
   */
  @Get(':id')
  async show(
    @Param('id') id: string,
    @CurrentStaff() staff: Staff,
    @Query('watch') watch: unknown,
  ): Promise<View> {
    const batch = await this.batches.get(parseId('batch', id));
    const names = await this.people.names();
    const progress = progressOf(batch);
    const isRunning = RUNNING.includes(batch.state) && progress['isMoving'] === true;
    const isWatched = watch === '1' && isRunning;
    return new View('finance/batch', {
      title: 'Batch',
      back: '/finance/batches',
      isRunning,
      isWatched,
      refreshSeconds: isWatched ? REFRESH_SECONDS : 0,
      batch: summary(batch, names),
      railLabel: this.rails.labelOf(batch.rail),
      progress,
      payouts: batch.payouts.map(itemModel),
      ...releaseModel(batch, staff, names),
      pause: await this.pauseModel(batch, staff, names),
      canPause: RUNNING.includes(batch.state),
    });
  }

  private async pauseModel(
    batch: BatchView,
    staff: Staff,
    names: StaffNames,
  ): Promise<ViewModel | null> {
    const pause = await this.pauses.standing(batch.id);
    if (pause === null) return null;
    const isAnother = pause.pausedBy !== staff.id && batch.preparedBy !== staff.id;
    return {
      reason: pause.reason,
      by: names.get(pause.pausedBy) ?? pause.pausedBy,
      at: pause.pausedAt,
      canResume: isAnother && mayRelease(staff),
    };
  }
}

const mayRelease = ({ roles }: Staff): boolean =>
  roles.includes('finance_releaser') || roles.includes('finance_director');

function releaseModel(batch: BatchView, staff: Staff, names: StaffNames): ViewModel {
  const isWaiting = UNRELEASED.includes(batch.state);
  const hasReleased = batch.releases.some(({ personId }) => personId === staff.id);
  return {
    isWaiting,
    canCancel: isWaiting,
    canRelease:
      isWaiting &&
      staff.roles.includes('finance_releaser') &&
      batch.preparedBy !== staff.id &&
      !hasReleased,
    releases: batch.releases.map(({ personId, givenAt }) => ({
      by: names.get(personId) ?? personId,
      at: givenAt,
    })),
  };
}
