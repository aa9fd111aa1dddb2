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
export { makeKey, readKey, readVkey, type SignerKey } from './log/keys.js';
export { leafHash, RightEdge } from './log/tree.js';
export { cosign } from './log/witness.js';
export { LeafSources } from './leaf-sources.js';
export { KeyRotation } from './key-rotation.service.js';
export { LogCheck, type LogReport } from './log-check.service.js';
export { LogKeys } from './log-keys.service.js';
export { LogProofs } from './log-proofs.service.js';
export { LogStanding, type Standing } from './log-standing.service.js';
export { LogStore } from './log.store.js';
export { PromiseChecks, type PromiseCheck } from './promise-checks.store.js';
export { Publication } from './publication.service.js';
export { Restores } from './restores.service.js';
export { Sealer } from './sealer.service.js';
export { VERIFICATION_TASK, VerificationRuns } from './verification-runs.service.js';
export { Witnessing } from './witnessing.service.js';
export { AuditTrail } from './audit-trail.js';
export { AuditStore, type AuditFilter, type RecordedEvent } from './audit.store.js';
export { auditInvariants } from './audit.invariants.js';
