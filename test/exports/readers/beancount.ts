import { Balances, fail, type Book } from './plain-text.js';

const ACCOUNT = '(?:Assets|Liabilities|Equity|Income|Expenses)(?::[A-Z0-9][A-Za-z0-9-]*)+';
const OPEN = new RegExp(`^(\\d{4}-\\d{2}-\\d{2}) open (${ACCOUNT})$`);
const HEAD = /^(\d{4}-\d{2}-\d{2}) \* "[a-z_.]+" ""$/;
const DATUM = /^ {2}(?: {2})?[a-z][a-z-]*: "(?:[^"\\]|\\["\\])*"$/;
const LINE = new RegExp(`^ {2}(${ACCOUNT}) {2}(-?\\d+(?:\\.\\d+)?) ([A-Z]{3})$`);

/** A strict reader of the part of beancount's language that we write. */
export function readBeancount(file: string): Book {
  const [opened, ...rest] = file.split('\n\n');
  const accounts = new Map(
    (opened ?? '').split('\n').map((line) => {
      const [, date = '', account = ''] = OPEN.exec(line) ?? fail(line);
      return [account, date];
    }),
  );
  const balances = new Balances();
  const blocks = rest.filter((block) => block !== '');
  for (const block of blocks) {
    const [head = '', ...lines] = block.split('\n').filter((line) => line !== '');
    const [, date = ''] = HEAD.exec(head) ?? fail(head);
    balances.add(
      lines.flatMap((line) => {
        if (DATUM.test(line)) return [];
        const [, account = '', amount = '', currency = ''] = LINE.exec(line) ?? fail(line);
        if ((accounts.get(account) ?? '9999') > date) fail(`${account} is not open on ${date}.`);
        return [{ account, amount, currency }];
      }),
    );
  }
  return { balances: balances.all(), transactions: blocks.length };
}
