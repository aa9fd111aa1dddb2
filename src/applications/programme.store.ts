import { Injectable } from '@nestjs/common';
import { Money, parseCurrency, type Currency, type Id } from '#kernel';
import { Database } from '#platform';
import { programmeNotFound } from './application.errors.js';
import { ProgrammeEntity, type StoredRailLimits } from './programme.entity.js';
import type { Programme } from './programme.js';

/** The only way to the table of programmes. */
@Injectable()
export class ProgrammeStore {
  constructor(private readonly database: Database) {}

  async get(id: Id<'programme'>): Promise<Programme> {
    const row = await this.database.reader.getRepository(ProgrammeEntity).findOneBy({ id });
    if (!row) throw programmeNotFound();
    return toProgramme(row);
  }

  /** As `get`, with the row locked until the running unit of work ends. */
  async getLocked(id: Id<'programme'>): Promise<Programme> {
    await this.database.write('select 1 from programme where id = $1 for update', [id]);
    return this.get(id);
  }

  /** All of them, the longest open first. */
  async list(): Promise<Programme[]> {
    const rows = await this.database.reader
      .getRepository(ProgrammeEntity)
      .find({ order: { openedAt: 'ASC', code: 'ASC' } });
    return rows.map(toProgramme);
  }

  async save(programme: Programme): Promise<void> {
    const { least, most, rails, railLimits, ...rest } = programme;
    await this.database.writer.getRepository(ProgrammeEntity).save({
      ...rest,
      rails: [...rails],
      railLimits: storedLimits(railLimits),
      leastMinor: least.minor,
      mostMinor: most.minor,
    });
  }
}

function toProgramme(row: ProgrammeEntity): Programme {
  const currency = parseCurrency(row.currency);
  const { leastMinor, mostMinor, railLimits, ...rest } = row;
  return {
    ...rest,
    currency,
    least: Money.of(leastMinor, currency),
    most: Money.of(mostMinor, currency),
    railLimits: limitsFrom(railLimits, currency),
  };
}

function storedLimits(limits: Programme['railLimits']): StoredRailLimits {
  return Object.fromEntries(
    Object.entries(limits).map(([rail, { least, most }]) => [
      rail,
      { leastMinor: least?.minor.toString() ?? null, mostMinor: most?.minor.toString() ?? null },
    ]),
  );
}

function limitsFrom(stored: StoredRailLimits, currency: Currency): Programme['railLimits'] {
  const money = (minor: string | null): Money | null =>
    minor === null ? null : Money.of(BigInt(minor), currency);
  return Object.fromEntries(
    Object.entries(stored).map(([rail, { leastMinor, mostMinor }]) => [
      rail,
      { least: money(leastMinor), most: money(mostMinor) },
    ]),
  );
}
