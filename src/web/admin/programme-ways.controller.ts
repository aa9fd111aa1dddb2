import { Body, Controller, Get, Param, Post } from '@nestjs/common';
import { Applications, type Programme } from '#applications';
import type { Staff } from '#identity';
import { parseId } from '#kernel';
import { RailRegistry, type RailCapabilities } from '#payouts';
import { problemModel } from '../forms/problems.js';
import { readForm, type FormProblem, type Typed } from '../forms/read-form.js';
import { ForStaff } from '../http/access.js';
import { Redirect, View } from '../http/view.js';
import { CurrentStaff } from '../http/visitor.js';
import { changeIn, checkModel, typedNow, waysModel } from './way-model.js';
import { ChangeWayForm, ConfirmWayForm } from './way.form.js';

/** Which ways to be paid a programme offers: a policy, so every version is kept and the log says who changed it. */
@Controller('admin/programmes')
@ForStaff('administrator')
export class ProgrammeWaysController {
  constructor(
    private readonly applications: Applications,
    private readonly rails: RailRegistry,
  ) {}

  @Get(':id')
  async show(@Param('id') id: string): Promise<View> {
    const rails = this.rails.all().map(({ capabilities }) => capabilities);
    return new View('admin/programme', waysModel(await this.programme(id), rails));
  }

  @Get(':id/:rail')
  async edit(@Param('id') id: string, @Param('rail') rail: string): Promise<View> {
    const programme = await this.programme(id);
    return formPage(programme, this.rail(rail), [], typedNow(programme, rail));
  }

  /** The page before the change: what changes and from when. Nothing is stored. */
  @Post(':id/:rail')
  async check(
    @Param('id') id: string,
    @Param('rail') railId: string,
    @Body() body: unknown,
  ): Promise<View> {
    const [programme, rail] = [await this.programme(id), this.rail(railId)];
    const reading = await readForm(ChangeWayForm, body);
    if (!reading.ok) return formPage(programme, rail, reading.problems, reading.typed);
    const read = changeIn(reading.form, programme, rail.id);
    if ('problems' in read) return formPage(programme, rail, read.problems, reading.typed);
    const model = checkModel(programme, read.change, (name) => this.nameOf(name));
    const back = `/admin/programmes/${programme.id}/${rail.id}`;
    return new View('admin/way-check', { ...model, back, rail, programme, typed: reading.typed });
  }

  @Post(':id/:rail/change')
  async change(
    @Param('id') id: string,
    @Param('rail') railId: string,
    @CurrentStaff() staff: Staff,
    @Body() body: unknown,
  ): Promise<View | Redirect> {
    const [programme, rail] = [await this.programme(id), this.rail(railId)];
    const reading = await readForm(ConfirmWayForm, body);
    if (!reading.ok) return formPage(programme, rail, reading.problems, reading.typed);
    const { seen, ...form } = reading.form;
    const read = changeIn(form, programme, rail.id);
    if ('problems' in read) return formPage(programme, rail, read.problems, reading.typed);
    await this.applications.changeWay(programme.id, read.change, staff.id, seen);
    return new Redirect(`/admin/programmes/${programme.id}`);
  }

  private async programme(id: string): Promise<Programme> {
    return this.applications.programme(parseId('programme', id));
  }

  private rail(id: string): RailCapabilities {
    return this.rails.get(id).capabilities;
  }

  private nameOf(id: string): string {
    const known = this.rails.all().find(({ capabilities }) => capabilities.id === id);
    return known?.capabilities.label ?? `${id} (not switched on here)`;
  }
}

function formPage(
  programme: Programme,
  rail: RailCapabilities,
  problems: readonly FormProblem[],
  typed: Typed,
): View {
  const model = {
    title: rail.label,
    back: `/admin/programmes/${programme.id}`,
    programme,
    rail,
    least: rail.least.format(),
    most: rail.most.format(),
    choices: [
      { id: 'offered', value: 'yes', label: 'People are offered it' },
      { id: 'offered-no', value: 'no', label: 'It is off' },
    ],
    ...problemModel(problems, typed),
  };
  return new View('admin/way', model, problems.length > 0 ? 422 : 200);
}
