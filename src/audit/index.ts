/**
 * Audit: the append-only record of acts, decisions, sensitive reads, exports and sign-ins.
 *
 * In:  every module, inside the unit of work of the act it records.
 * Out: lines in order, for auditors.
 * Always: nothing is changed or removed; no personal data enters; a sensitive read names its purpose.
 */
export { AuditModule } from './audit.module.js';
export type { AuditKind } from './audit-event.js';
export { AuditTrail } from './audit-trail.js';
export { AuditStore, type AuditFilter, type RecordedEvent } from './audit.store.js';
export { auditInvariants } from './audit.invariants.js';
