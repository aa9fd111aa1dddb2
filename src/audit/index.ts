/**
 * Audit: the append-only record of acts, decisions, sensitive reads, exports and sign-ins, and the tamper-evident log
 * over it and the journal.
 *
 * In:  every module, inside the unit of work of the act it records; views that write leaf bodies.
 * Out: lines in order, for auditors; leaves, signed checkpoints, proofs.
 * Always: nothing is changed or removed; no personal data enters; a sensitive read names its purpose; every committed
 *         row becomes one leaf, and the log only grows.
 */
export { AuditModule } from './audit.module.js';
export { type AuditKind } from './audit-event.js';
export { LeafSources } from './leaf-sources.js';
export { LogStore } from './log.store.js';
export { Sealer } from './sealer.service.js';
export { AuditTrail } from './audit-trail.js';
export { AuditStore, type AuditFilter, type RecordedEvent } from './audit.store.js';
export { auditInvariants } from './audit.invariants.js';
