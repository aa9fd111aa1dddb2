import { Injectable } from '@nestjs/common';
import { Clock, DomainError, newId } from '#kernel';
import { Config, UnitOfWork } from '#platform';
import { Credentials } from './credentials.service.js';
import { DEMO_PASSWORD, DEMO_PEOPLE, demoTotpSecret, type DemoPerson } from './demo-people.js';
import { PersonStore } from './person.store.js';
import { hashSecret } from './secrets.js';

/** Puts the demo people in: never in production, because their passwords are public. */
@Injectable()
export class DemoPeople {
  constructor(
    private readonly people: PersonStore,
    private readonly credentials: Credentials,
    private readonly unitOfWork: UnitOfWork,
    private readonly clock: Clock,
    private readonly config: Config,
  ) {}

  /** Adds whoever is missing; as often as one likes. Throws `DEMO_REFUSED` (forbidden) in production. */
  async seed(): Promise<void> {
    if (this.config.mode !== 'demo') {
      throw new DomainError(
        'forbidden',
        'DEMO_REFUSED',
        'Demo people have public passwords and are refused in production.',
      );
    }
    const passwordHash = await hashSecret(DEMO_PASSWORD);
    await this.unitOfWork.run(async () => {
      for (const person of DEMO_PEOPLE) await this.add(person, passwordHash);
    });
  }

  private async add({ email, name, roles }: DemoPerson, passwordHash: string): Promise<void> {
    const id = newId('person');
    const now = this.clock.now();
    if (!(await this.people.add({ id, email, name, createdAt: now }))) return;
    await this.credentials.keep({
      personId: id,
      passwordHash,
      totpSecret: demoTotpSecret(email),
      totpStep: 0n,
      isTemporary: false,
    });
    for (const role of roles) await this.people.grant(id, role, 'system', now);
  }
}
