import { Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { People, roleName } from '#identity';
import { SendingPolicy } from '#payouts';
import { UnitOfWork } from '#platform';
import { versionUnknown } from './assurance.errors.js';
import { sendingLines } from './policy-lines.js';
import { differencesOf, type Difference, type PolicyVersion } from './policy-version.js';
import { PolicyVersionStore } from './policy-versions.store.js';

/** Which two versions of a rule are compared. */
export interface Comparison {
  readonly from: PolicyVersion;
  readonly to: PolicyVersion;
  readonly differences: readonly Difference[];
}

/** Every rule that people or the program decide by, in all its versions. */
@Injectable()
export class PolicyVersions implements OnApplicationBootstrap {
  constructor(
    private readonly store: PolicyVersionStore,
    private readonly unitOfWork: UnitOfWork,
    private readonly people: People,
    private readonly sending: SendingPolicy,
  ) {}

  /** Rules that live in the program itself are kept when a release with other ones first starts. */
  async onApplicationBootstrap(): Promise<void> {
    const conflicts = (await this.people.conflicts())
      .map(({ role, other }) => `Nobody is both ${roleName(role)} and ${roleName(other)}.`)
      .sort();
    const sending = sendingLines(Object.fromEntries(Object.entries(this.sending)));
    await this.unitOfWork.run(async () => {
      await this.store.record('role_conflicts', conflicts);
      await this.store.record('sending', sending);
    });
  }

  /** By rule, the newest version first. */
  async list(): Promise<PolicyVersion[]> {
    return this.store.all();
  }

  /** Throws `VERSION_UNKNOWN` (not_found). */
  async compare(policy: string, from: number, to: number): Promise<Comparison> {
    const versions = (await this.store.all()).filter((one) => one.policy === policy);
    const [first, second] = [from, to].map((number) =>
      versions.find((version) => version.number === number),
    );
    if (first === undefined || second === undefined) throw versionUnknown();
    return { from: first, to: second, differences: differencesOf(first.lines, second.lines) };
  }
}
