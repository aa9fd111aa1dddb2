/**
 * Assurance: what auditors do with the books: samples, working papers, conclusions, and a look across the house.
 *
 * In:  the journal and the log, read only; auditors' plans, verdicts and notes.
 * Out: Samples that can be drawn again by hand, WorkingPapers with versions, their export.
 * Always: the same plan on the same population gives the same sample; what is signed is never edited; every draw and
 *         signature is an event of the log; nothing personal enters, and nothing here touches the books.
 */
export { newSeed } from './chance.js';
export { AssuranceModule } from './assurance.module.js';
export { assuranceInvariants } from './assurance.invariants.js';
export { EntryTraces, type EntryTrace } from './entry-traces.service.js';
export { PapersExport } from './papers-export.service.js';
export type { PolicyVersion } from './policy-version.js';
export { PolicyVersions } from './policy-versions.service.js';
export type { PopulationQuestion } from './population.js';
export { METHODS, type Method, type SamplePlan } from './sample.js';
export type { Sample, SampleLine } from './sample.store.js';
export { Samples, type Preview } from './samples.service.js';
export { ATTRIBUTES, OUTCOMES, VERDICTS, type Outcome, type Verdict } from './working-paper.js';
export { WorkingPapers, type Workbook, type Workpage } from './working-papers.service.js';
export { Segregation } from './segregation.service.js';
export type { Holding } from './segregation.store.js';
export { SensitiveReads, type ReadFilter } from './sensitive-reads.store.js';
