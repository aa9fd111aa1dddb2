import { FAILURES, FORMATS, type ExportJob } from '#exports';
import type { ViewModel } from '#platform';

const TAGS: Readonly<Record<ExportJob['state'], { readonly text: string; readonly tone: string }>> =
  {
    asked: { text: 'waiting', tone: '' },
    running: { text: 'being made', tone: 'warn' },
    ready: { text: 'ready', tone: 'ok' },
    failed: { text: 'failed', tone: 'err' },
    expired: { text: 'deleted', tone: '' },
  };

/** An export as a row of the list. */
export function exportModel(job: ExportJob, reader: string): ViewModel {
  const { id, order, state, askedAt, done, total } = job;
  return {
    id,
    label: FORMATS.find(({ name }) => name === order.format)?.label ?? order.format,
    days: `${order.from} to ${order.to}`,
    fund: order.fund ?? 'all',
    who: order.actor === reader ? 'you' : order.actor,
    askedAt,
    tag: TAGS[state],
    isReady: state === 'ready',
    progress:
      state === 'running' ? { done: String(done), total: String(total > 0n ? total : 1n) } : null,
    size: job.bytes === null ? '' : sizeText(job.bytes),
    sha256: job.sha256,
    expiresAt: job.expiresAt,
    failure: job.errorCode === null ? null : (FAILURES[job.errorCode] ?? FAILURES['EXPORT_FAILED']),
    code: job.errorCode,
  };
}

/** Whole kilobytes up to ten megabytes, then whole megabytes. */
function sizeText(bytes: bigint): string {
  const kilobytes = (bytes + 999n) / 1000n;
  if (kilobytes < 10_000n) return `${String(kilobytes)} kB`;
  return `${String(kilobytes / 1000n)} MB`;
}
