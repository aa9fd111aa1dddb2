import { Body, Controller, Get, Param, Post } from '@nestjs/common';
import { ATTRIBUTES, VERDICTS, WorkingPapers, type Workpage } from '#assurance';
import type { Staff } from '#identity';
import { DomainError, Money, parseId, type Currency, type Id } from '#kernel';
import type { ViewModel } from '#platform';
import { problemModel, type ProblemModel } from '../forms/problems.js';
import { readForm } from '../forms/read-form.js';
import { ForStaff } from '../http/access.js';
import { Redirect, View } from '../http/view.js';
import { CurrentStaff } from '../http/visitor.js';
import { SignPaperForm } from './paper.form.js';
import { VERDICT_WORDS } from './sample-words.js';

/** The working paper about one item: what the system knows, what the auditor finds, every signed version. */
@Controller('audit/samples/:id/items/:n')
@ForStaff('auditor')
export class PaperController {
  constructor(private readonly papers: WorkingPapers) {}

  @Get()
  async show(@Param('id') id: string, @Param('n') n: string): Promise<View> {
    const page = await this.papers.workpage(parseId('sample', id), parseItem(n));
    return new View('auditor/paper', { ...pageModel(page), ...typedBefore(page) });
  }

  @Post()
  async sign(
    @CurrentStaff() staff: Staff,
    @Param('id') id: string,
    @Param('n') n: string,
    @Body() body: unknown,
  ): Promise<View | Redirect> {
    const sample = parseId('sample', id);
    const item = parseItem(n);
    const reading = await readForm(SignPaperForm, body);
    if (!reading.ok) {
      return this.again(sample, item, problemModel(reading.problems, reading.typed), 422);
    }
    const { note, audited, version, ...verdicts } = reading.form;
    try {
      const { currency } = (await this.papers.workpage(sample, item)).sample;
      await this.papers.sign({
        actor: staff.id,
        sample,
        n: item,
        version: Number(version),
        verdicts: { ...verdicts },
        note,
        audited: auditedAmount(audited, currency),
      });
      return new Redirect(`/audit/samples/${sample}#item-${String(item)}`);
    } catch (error) {
      if (!(error instanceof DomainError) || error.kind === 'not_found') throw error;
      const problems = [{ field: FIELDS[error.code] ?? '', message: error.message }];
      const status = error.kind === 'invalid' ? 422 : 409;
      return this.again(sample, item, problemModel(problems, reading.typed), status);
    }
  }

  private async again(
    sample: Id<'sample'>,
    n: number,
    problems: ProblemModel,
    status: number,
  ): Promise<View> {
    const page = await this.papers.workpage(sample, n);
    return new View('auditor/paper', { ...pageModel(page, problems), ...problems }, status);
  }
}

const FIELDS: Readonly<Record<string, string>> = {
  NOTE_INVALID: 'note',
  MONEY_UNREADABLE: 'audited',
};

function parseItem(n: string): number {
  if (/^[1-9][0-9]{0,3}$/.test(n)) return Number(n);
  throw new DomainError('not_found', 'SAMPLE_ITEM_UNKNOWN', 'This sample has no such item.');
}

function auditedAmount(typed: string, currency: Currency): bigint | null {
  return typed === '' ? null : Money.parse(typed, currency).minor;
}

/** A correction starts from what was signed. */
function typedBefore({ versions, sample, item }: Workpage): { typed: ViewModel } {
  const [newest] = versions;
  if (newest === undefined) return { typed: {} };
  const { audited, note, verdicts } = newest;
  const amount = audited === item.amount ? '' : Money.of(audited, sample.currency).toDecimal();
  return { typed: { ...verdicts, note, audited: amount } };
}

function pageModel(
  { sample, item, facts, versions }: Workpage,
  { errors }: Pick<ProblemModel, 'errors'> = { errors: {} },
): ViewModel {
  const money = (minor: bigint): string => Money.of(minor, sample.currency).format();
  return {
    title: `Working paper ${String(item.n)}`,
    back: `/audit/samples/${sample.id}`,
    action: `/audit/samples/${sample.id}/items/${String(item.n)}`,
    item: { ...item, seq: String(item.seq), amount: money(item.amount) },
    version: versions[0]?.version ?? 0,
    attributes: ATTRIBUTES.map(({ code, text }) => ({
      name: code,
      label: text,
      hint: `The system says: ${VERDICT_WORDS[facts[code].verdict].toLowerCase()}. ${facts[code].says}`,
      error: errors[code],
      options: VERDICTS.map((value) => ({
        id: value === 'pass' ? code : `${code}-${value}`,
        value,
        label: VERDICT_WORDS[value],
      })),
    })),
    versions: versions.map((paper) => ({
      ...paper,
      audited: money(paper.audited),
      verdicts: ATTRIBUTES.map(({ code, text }) => ({
        text,
        verdict: VERDICT_WORDS[paper.verdicts[code]],
        isFail: paper.verdicts[code] === 'fail',
        system: VERDICT_WORDS[paper.facts[code].verdict],
      })),
    })),
  };
}
