/**
 * What kind of event. The details of an export, a sign-off, a closing, a key rotation and a restore stand in its leaf
 * in the open; of the others the leaf only commits to them.
 */
export const AUDIT_KINDS = [
  'act',
  'decision',
  'access',
  'export',
  'sign_in',
  'sign_off',
  'period_close',
  'erasure',
  'key_rotation',
  'restore',
] as const;

export type AuditKind = (typeof AUDIT_KINDS)[number];

/** One line of the log. Ids, codes and numbers only: it outlives erasure, so no personal data may enter it. */
export interface AuditEvent {
  readonly kind: AuditKind;
  /** Past tense, as a fact: `AwardApproved`, `NameRead`. */
  readonly act: string;
  /** A person's id, an applicant's id, `system` or a provider's name. */
  readonly actor: string;
  /** Id of what it is about. */
  readonly subject: string;
  /** Why a sensitive thing was read; required for `access`. */
  readonly purpose?: string;
  readonly details?: Readonly<Record<string, string | number | boolean | null>>;
}
