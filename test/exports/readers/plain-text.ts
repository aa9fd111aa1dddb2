/** Balances in minor units by `account:fund:currency`, and how many transactions there were. */
export interface Book {
  readonly balances: Readonly<Record<string, bigint>>;
  readonly transactions: number;
}

const ACCOUNT = '[a-z_]+:[0-9]{4}-[a-z-]+:[A-Z0-9-]+';
const HEAD = /^(\d{4}-\d{2}-\d{2}) \* (?:\(\d+\) )?([a-z_.]+)$/;
const NOTE = /^ {4}; ([a-z-]+): \S.*$/;
const LINE = new RegExp(
  `^ {4}(${ACCOUNT}) {2}(-?\\d+(?:\\.\\d+)?) ([A-Z]{3})(?: {2}; award: \\S+)?$`,
);

/**
 * A strict reader of what hledger and ledger both read and we write: declarations, then transactions in the order of
 * the calendar, each balanced by fund and currency, naming only what was declared.
 */
export function readPlainText(journal: string): Book {
  const [declarations, ...rest] = journal.split('\n\n');
  const declared = declaredIn(declarations ?? '');
  const balances = new Balances();
  let day = '';
  const blocks = rest.filter((block) => block !== '');
  for (const block of blocks) {
    const [head = '', ...lines] = block.split('\n').filter((line) => line !== '');
    const [, date = '', payee = ''] = HEAD.exec(head) ?? fail(head);
    if (date < day) fail(`${date} comes after ${day}.`);
    day = date;
    if (!declared.has(`payee ${payee}`)) fail(`${payee} is not declared.`);
    balances.add(lines.flatMap((line) => postedIn(line, declared)));
  }
  return { balances: balances.all(), transactions: blocks.length };
}

/** A note is nothing posted. */
function postedIn(line: string, declared: ReadonlySet<string>): Posted[] {
  const note = NOTE.exec(line);
  if (note) {
    if (!declared.has(`tag ${String(note[1])}`)) fail(line);
    return [];
  }
  const [account, amount, currency] = (LINE.exec(line) ?? fail(line)).slice(1).map(String);
  if (!declared.has(`account ${String(account)}`)) fail(`${String(account)} is not declared.`);
  return [{ account: String(account), amount: String(amount), currency: String(currency) }];
}

function declaredIn(text: string): Set<string> {
  const lines = text.split('\n');
  const known =
    /^(commodity (1000\.0* )?[A-Z]{3}|account \S+|payee \S+|tag \S+| {4}format 1000(\.0+)? [A-Z]{3})$/;
  for (const line of lines) if (!known.test(line)) fail(line);
  if (new Set(lines).size !== lines.length) fail('Something is declared twice.');
  return new Set(lines);
}

interface Posted {
  readonly account: string;
  readonly amount: string;
  readonly currency: string;
}

/** Adds transactions up and refuses one that does not balance within every fund and currency. */
export class Balances {
  private readonly sums = new Map<string, bigint>();

  add(lines: readonly Posted[]): void {
    if (lines.length < 2) fail('A transaction has two lines at least.');
    const check = new Map<string, bigint>();
    for (const { account, amount, currency } of lines) {
      const [, code = '', fund = ''] = /([0-9]{4})-[^:]*:([^:]+)$/.exec(account) ?? fail(account);
      const minor = BigInt(amount.replace('.', ''));
      raise(this.sums, `${code}:${fund}:${currency}`, minor);
      raise(check, `${fund}:${currency}`, minor);
    }
    for (const [both, sum] of check) if (sum !== 0n) fail(`${both} does not balance.`);
  }

  all(): Record<string, bigint> {
    return Object.fromEntries([...this.sums].filter(([, sum]) => sum !== 0n).sort());
  }
}

const raise = (sums: Map<string, bigint>, key: string, by: bigint): void => {
  sums.set(key, (sums.get(key) ?? 0n) + by);
};

export function fail(what: string): never {
  throw new Error(`Not as it is written: ${what}`);
}
