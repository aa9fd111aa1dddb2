import { parseArgs } from 'node:util';
import { Database } from '#platform';
import { FINDING, FINE, say, type Command } from '../command.js';
import { inTheHouse } from '../house.js';
import { stalePages, writeDocs } from './write-docs.js';

/** Draws the made parts of docs/ anew: states, tables, settings, jobs. */
export const docs: Command = {
  name: 'docs',
  summary: 'Writes the parts of docs/ that are made from code and database; --check only looks.',
  usage: '[--check]',
  run: async (words) => {
    const { values } = parseArgs({ args: [...words], options: { check: { type: 'boolean' } } });
    return inTheHouse(async (house) => {
      const database = house.get(Database);
      const ask = <Row>(sql: string): Promise<Row[]> => database.query<Row>(sql);
      if (values.check) {
        const stale = await stalePages(ask);
        for (const { file } of stale) say(`${file} is out of date: run npx fund docs.`);
        return stale.length === 0 ? FINE : FINDING;
      }
      const written = await writeDocs(ask);
      for (const file of written) say(`wrote ${file}`);
      if (written.length === 0) say('Everything is up to date.');
      return FINE;
    });
  },
};
