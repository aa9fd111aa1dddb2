import type { ViewModel } from '#platform';

/** A script of somebody else that one page runs, and ours that speaks with it. */
export interface GuestScript {
  readonly url: string;
  readonly script: string;
  /** Addresses its frames and calls go to, beside its own. */
  readonly callsTo: readonly string[];
}

/** A page to show: what a handler returns, turned into HTML in one place (PageInterceptor). */
export class View {
  constructor(
    /** Path under templates/pages, for example `reviewer/queue`. */
    readonly template: string,
    readonly model: ViewModel,
    readonly status = 200,
    /** For the one kind of page that cannot do without; nothing of a person stands on it. */
    readonly guest: GuestScript | null = null,
  ) {}
}

/** See other: after every form that did something, so that reloading repeats nothing. */
export class Redirect {
  constructor(readonly location: string) {}
}

/** A file to save, streamed as it is produced. */
export class Download {
  constructor(
    readonly fileName: string,
    readonly type:
      | 'text/csv'
      | 'text/plain'
      | 'application/zip'
      | 'image/png'
      | 'image/jpeg'
      | 'application/pdf',
    readonly stream: NodeJS.ReadableStream,
  ) {}
}
