import { Injectable } from '@nestjs/common';
import { invariant } from '#kernel';

/** A table whose rows are leaves, and the view that writes their bodies: columns seq, txid, body. */
export interface LeafSource {
  readonly source: 'entry' | 'event';
  /** A name from a migration, never from outside. */
  readonly view: 'ledger.entry_leaf' | 'event_leaf';
}

/** What the log is made of. A module registers its view when it starts, because the log may not know it. */
@Injectable()
export class LeafSources {
  private readonly known = new Map<string, LeafSource>([
    ['event', { source: 'event', view: 'event_leaf' }],
  ]);

  register(source: LeafSource): void {
    invariant(!this.known.has(source.source), `Leaves of ${source.source} come from one view.`);
    this.known.set(source.source, source);
  }

  /** In the order in which rows of one transaction become leaves. */
  get all(): readonly LeafSource[] {
    return [...this.known.values()].sort((a, b) => (a.source < b.source ? -1 : 1));
  }
}
