import { ENTRY_DOORS } from './entry-doors.js';
import type { Ask } from './schema.js';

interface AccountRow {
  readonly code: string;
  readonly name: string;
  readonly type: string;
  readonly normal: number;
  readonly floor: string;
  readonly award: boolean;
}

interface RuleRow {
  readonly kind: string;
  readonly variant: string;
  readonly shape: string;
  readonly authorises: boolean;
  readonly two: boolean;
  readonly reason: boolean;
  readonly debits: string | null;
  readonly credits: string | null;
}

/** The chart of accounts as a table, from the database. */
export async function drawAccounts(ask: Ask): Promise<string> {
  const rows = await ask<AccountRow>(
    `select code, name, type, normal, floor, needs_award as award from ledger.account order by code`,
  );
  return table(
    ['account', 'name', 'type', 'normal side', 'never below zero', 'per award'],
    rows.map(({ code, name, type, normal, floor, award }) => [
      code,
      name,
      type.replace('_', ' '),
      normal > 0 ? 'debit' : 'credit',
      FLOORS[floor] ?? floor,
      award ? 'yes' : '',
    ]),
  );
}

const FLOORS: Readonly<Record<string, string>> = {
  always: 'always',
  authorise: 'when somebody decides to move money',
  none: '',
};

/** Every event with its lines, its people and its door, from the database. */
export async function drawEntries(ask: Ask): Promise<string> {
  const line = `r.account || case r.condition when 'any' then '' else ' if ' || r.condition end
    || case r.leg when 2 then ' of the other' else '' end`;
  const rows = await ask<RuleRow>(
    `select k.kind, coalesce(r.variant, k.variant) as variant, k.shape, k.authorises,
            k.two_person as two, k.needs_reason as reason,
            string_agg(${line}, ', ' order by r.line) filter (where r.side = 1) as debits,
            string_agg(${line}, ', ' order by r.line) filter (where r.side = -1) as credits
     from ledger.entry_kind k left join ledger.entry_rule r on r.kind = k.kind and k.shape = 'template'
     group by k.kind, coalesce(r.variant, k.variant) order by 1, 2`,
  );
  return table(
    ['event', 'debit', 'credit', 'class', 'people', 'where'],
    rows.map((row) => [
      row.variant === 'standard' ? row.kind : `${row.kind} (${row.variant})`,
      row.debits ?? OWN_LINES[row.shape] ?? '',
      row.credits ?? '',
      row.authorises ? 'decides' : 'fact',
      [row.two ? 'two' : 'one', ...(row.reason ? ['reason'] : [])].join(', '),
      doorOf(row),
    ]),
  );
}

const OWN_LINES: Readonly<Record<string, string>> = {
  lines: 'its own lines',
  reversal: 'the mirror of an entry',
};

function doorOf({ kind, variant }: RuleRow): string {
  const found = ENTRY_DOORS.find((one) => one.kind === kind && one.variant === variant);
  return found?.door ?? '';
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const row = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [row(head), row(head.map(() => '---')), ...rows.map(row)].join('\n');
}
