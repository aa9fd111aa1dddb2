import { Injectable } from '@nestjs/common';
import { Database } from '#platform';
import type { TreeHead } from '../log/checkpoint.js';

/** A restore that somebody accepted: the history that was lost, and the one that went on. */
export interface AcceptedRestore {
  readonly lost: TreeHead;
  readonly keptSize: number;
}

interface Row {
  lostSize: string;
  lostRoot: string;
  keptSize: string;
}

/** Which restores were accepted: events of kind `restore`. */
@Injectable()
export class RestoresStore {
  constructor(private readonly database: Database) {}

  async all(): Promise<AcceptedRestore[]> {
    const rows = await this.database.query<Row>(
      `select details ->> 'lost_size' as "lostSize", details ->> 'lost_root' as "lostRoot",
              details ->> 'kept_size' as "keptSize"
       from audit_event where kind = 'restore' order by seq`,
    );
    return rows.map(({ lostSize, lostRoot, keptSize }) => ({
      lost: { size: Number(lostSize), root: Buffer.from(lostRoot, 'hex') },
      keptSize: Number(keptSize),
    }));
  }
}
