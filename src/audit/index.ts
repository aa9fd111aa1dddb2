/**
 * Audit: the append-only record of acts, decisions, sensitive reads, exports and sign-ins, and the tamper-evident log
 * over it and the journal.
 *
 * In:  every module, inside the unit of work of the act it records; views that write leaf bodies.
 * Out: lines in order, for auditors; leaves, signed checkpoints, proofs.
 * Always: nothing is changed or removed; no personal data enters; a sensitive read names its purpose; every committed
 *         row becomes one leaf, and the log only grows.
 * Rooms: events (what is recorded), leaves (the tables of the log), log (trees, notes, keys: pure), and one for each
 *         thing that is done with them.
 */
export { AuditModule } from './audit.module.js';
export { type AuditKind } from './events/audit-event.js';
export { makeKey, readKey, readVkey, type SignerKey } from './log/keys.js';
export { leafHash, RightEdge } from './log/tree.js';
export { cosign } from './log/witness.js';
export { LeafSources } from './leaves/leaf-sources.js';
export { KeyRotation } from './keys/key-rotation.service.js';
export { LogCheck, type LogReport } from './verification/log-check.service.js';
export { LogKeys } from './keys/log-keys.service.js';
export { LogProofs } from './publication/log-proofs.service.js';
export { LogStanding, type Standing } from './sealing/log-standing.service.js';
export { LogStore } from './leaves/log.store.js';
export { PromiseChecks, type PromiseCheck } from './verification/promise-checks.store.js';
export { Publication } from './publication/publication.service.js';
export { HistoryGuard } from './restores/history-guard.service.js';
export { Restores } from './restores/restores.service.js';
export { Sealer } from './sealing/sealer.service.js';
export { VERIFICATION_TASK, VerificationRuns } from './verification/verification-runs.service.js';
export { Witnessing } from './witnessing/witnessing.service.js';
export { AuditTrail } from './events/audit-trail.js';
export { AuditStore, type AuditFilter, type RecordedEvent } from './events/audit.store.js';
export { auditInvariants } from './audit.invariants.js';
