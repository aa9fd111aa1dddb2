/**
 * Exports: the books as files that other people's tools read and check.
 *
 * In:  orders: a format, days, a fund, who asks; from the auditor's page, or from the command line.
 * Out: a folder of files with a manifest; on the page one .zip, kept for a week.
 * Always: all files of an export are one view of the data; it is recorded before its first byte leaves;
 *         pseudonyms hold inside one export and nowhere else; no names, and no words of applicants.
 */
export type { ExportJob } from './export-job.js';
export { exportGraph } from './export-job.states.js';
export { ExportJobs } from './export-jobs.service.js';
export { checkOrder, type ExportOrder } from './export-order.js';
export { Exporter } from './exporter.service.js';
export { FAILURES } from './exports.errors.js';
export { ExportsModule } from './exports.module.js';
export { FORMAT_NAMES, FORMATS } from './formats/index.js';
