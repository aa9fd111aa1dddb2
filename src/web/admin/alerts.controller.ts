import { Controller, Get, Param, Post } from '@nestjs/common';
import { People, type Staff } from '#identity';
import { ProviderAlerts, type AlertRow } from '#payouts';
import { ForStaff } from '../http/access.js';
import { Redirect, View } from '../http/view.js';
import { CurrentStaff } from '../http/visitor.js';
import { alertWords } from './alert-words.js';

/** What payment companies said that this version does not know, and notices that were refused. Nobody's name is in it. */
@Controller('admin/alerts')
@ForStaff('administrator', 'finance_preparer', 'finance_releaser', 'finance_director')
export class AlertsController {
  constructor(
    private readonly alerts: ProviderAlerts,
    private readonly people: People,
  ) {}

  @Get()
  async list(): Promise<View> {
    const seen = await this.alerts.seen();
    const names = await this.people.names();
    return new View('admin/alerts', {
      title: 'Alerts',
      open: (await this.alerts.open()).map(rowOf),
      seen: seen.map((alert) => ({
        ...rowOf(alert),
        by: names.get(alert.closedBy ?? '') ?? 'somebody',
      })),
    });
  }

  /** The same word opens a new alert, so that nothing is lost by this. */
  @Post(':seq/seen')
  async acknowledge(@Param('seq') seq: string, @CurrentStaff() staff: Staff): Promise<Redirect> {
    await this.alerts.acknowledge(seq, staff.id);
    return new Redirect('/admin/alerts');
  }
}

function rowOf(alert: AlertRow): object {
  return { ...alert, ...alertWords(alert) };
}
