import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A row of `role`. */
@Entity('role')
export class RoleEntity {
  @PrimaryColumn({ name: 'name', type: 'text' })
  name!: string;
}

/** A row of `role_conflict`: two roles that one person may not hold. */
@Entity('role_conflict')
export class RoleConflictEntity {
  @PrimaryColumn({ name: 'role', type: 'text' })
  role!: string;

  @PrimaryColumn({ name: 'other', type: 'text' })
  other!: string;
}

/** A row of `role_grant`: live until revoked; kept after. */
@Entity('role_grant')
export class RoleGrantEntity {
  @PrimaryColumn({ name: 'person_id', type: 'text' })
  personId!: string;

  @PrimaryColumn({ name: 'role', type: 'text' })
  role!: string;

  @Column({ name: 'granted_by', type: 'text' })
  grantedBy!: string;

  @PrimaryColumn({ name: 'granted_at', type: 'timestamptz' })
  grantedAt!: Date;

  @Column({ name: 'revoked_by', type: 'text', nullable: true })
  revokedBy!: string | null;

  @Column({ name: 'revoked_at', type: 'timestamptz', nullable: true })
  revokedAt!: Date | null;
}
