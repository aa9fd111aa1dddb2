import type { ViewModel } from '#platform';

/** A page to show: what a handler returns, turned into HTML in one place (PageInterceptor). */
export class View {
  constructor(
    /** Path under templates/pages, for example `reviewer/queue`. */
    readonly template: string,
    readonly model: ViewModel,
    readonly status = 200,
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
