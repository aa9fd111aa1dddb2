/** What kind of event: an act or decision, a sensitive read, an export, or a sign-in. */
export type AuditKind = 'act' | 'decision' | 'access' | 'export' | 'sign_in';

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
