import { createWriteStream, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { parseArgs } from 'node:util';
import { BooksExport, BooksService, type ExportOrder } from '#ledger';
import { FINE, say, UsageError, type Command } from '../command.js';
import { inTheHouse } from '../house.js';

/** Writes the books as CSV files, streamed from the database. */
export const exportBooks: Command = {
  name: 'export',
  summary: 'Writes general-ledger.csv and trial-balance.csv into a folder.',
  usage: '--format csv --out FOLDER [--from YYYY-MM-DD] [--to YYYY-MM-DD] [--fund CODE]',
  run: async (words) => {
    const { values } = parseArgs({
      args: [...words],
      options: {
        format: { type: 'string', default: 'csv' },
        out: { type: 'string' },
        from: { type: 'string' },
        to: { type: 'string' },
        fund: { type: 'string' },
      },
    });
    if (values.format !== 'csv') throw new UsageError('The format is csv.');
    if (values.out === undefined) throw new UsageError('Say where: --out FOLDER.');
    const order: ExportOrder = {
      actor: 'system',
      ...(values.from === undefined ? {} : { from: day(values.from) }),
      ...(values.to === undefined ? {} : { to: day(values.to) }),
      ...(values.fund === undefined ? {} : { fund: values.fund }),
    };
    const folder = values.out;
    mkdirSync(folder, { recursive: true });
    await inTheHouse(async (house) => {
      // A fund that does not exist is a typing error, not an empty file.
      if (order.fund !== undefined) await house.get(BooksService).fund(order.fund);
      const books = house.get(BooksExport);
      const files = {
        'general-ledger.csv': await books.generalLedger(order),
        'trial-balance.csv': await books.trialBalance(order),
      };
      for (const [name, stream] of Object.entries(files)) {
        await pipeline(stream, createWriteStream(join(folder, name), { mode: 0o600 }));
        say(join(folder, name));
      }
    });
    return FINE;
  },
};

function day(text: string): string {
  if (/^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(Date.parse(`${text}T00:00:00Z`)))
    return text;
  throw new UsageError(`${text} is not a day: use YYYY-MM-DD.`);
}
