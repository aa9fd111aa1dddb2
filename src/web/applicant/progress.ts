import type { AnswerView, ApplicationView, PublicLabel } from '#applications';
import { publicLabel } from '#applications';
import { translate } from '#platform';
import type { MoneyStage } from './money-progress.js';

/** One step of the way, as the status page lists it. */
export interface Step {
  readonly mark: string;
  readonly text: string;
  readonly isDone: boolean;
  readonly isCurrent: boolean;
}

const STEPS = ['sent', 'reading', 'answer'] as const;
const MONEY_STEPS = ['set_up', 'on_its_way', 'sent_money'] as const;

/** The steps of a request: three for everybody, and the way of the money after a yes. */
export function stepsOf(
  application: ApplicationView,
  money: MoneyStage | null,
  language: string,
): Step[] {
  const label = publicLabel(application.state);
  if (label === 'closed') return [];
  const names = money === null ? [...STEPS] : [...STEPS, ...MONEY_STEPS];
  const current = money === null ? place(label) : STEPS.length + placeOfMoney(money);
  return names.map((name, index) => ({
    mark: index < current ? '✓' : String(index + 1),
    text: translate(language, `step.${name}`),
    isDone: index < current,
    isCurrent: index === current,
  }));
}

function place(label: PublicLabel): number {
  if (label === 'sent') return 0;
  return label === 'answer' ? 2 : 1;
}

function placeOfMoney(stage: MoneyStage): number {
  if (stage === 'set_up' || stage === 'trouble') return 0;
  return stage === 'sent' ? 2 : 1;
}

/** The sentence at the top of the status page, as a key of the catalogue. */
export function headlineKey(application: ApplicationView, answer: AnswerView | null): string {
  const label = publicLabel(application.state);
  if (label === 'closed') {
    return application.state === 'withdrawn' ? 'status.withdrawn' : 'status.closed';
  }
  if (label === 'reading' && application.round === 1) return 'status.again';
  if (label !== 'answer') return `status.${label}`;
  return answer?.outcome === 'approved' ? 'status.yes' : 'status.no';
}
