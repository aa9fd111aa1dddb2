/**
 * What a column holds, which says how each kind of file writes it: `text` a person may have typed (guarded in
 * spreadsheets), `code` from a fixed alphabet, `money` minor units of the row's `currency`, and references of
 * awards, people and other things, which leave the house only as pseudonyms.
 */
export type ColumnKind =
  'text' | 'code' | 'money' | 'date' | 'instant' | 'integer' | 'award' | 'person' | 'ref';

/** SQL expressions of what was asked: quoted texts in a stream, `$1` and so on in a page's question. */
export interface DatasetRange {
  /** First and last accounting date, both included. */
  readonly from: string;
  readonly to: string;
  /** Code of a fund; null for all. */
  readonly fund: string;
}

/**
 * What a module gives away as data. It is the only text of its question: pages, files and the command line all
 * ask it, so that no two can disagree. A row with a `money` column has a column `currency`.
 */
export interface Dataset {
  /** Becomes the name of the file: `general-ledger`. */
  readonly name: string;
  readonly columns: Readonly<Record<string, ColumnKind>>;
  /** Columns that give the rows their one order. */
  readonly order: readonly string[];
  readonly sql: (range: DatasetRange) => string;
}
