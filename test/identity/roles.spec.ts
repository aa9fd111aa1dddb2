import pg from 'pg';
import fc from 'fast-check';
import { newId, type Id } from '#kernel';
import { Duties, IdentityModule, People, ROLES, type DutyPart, type Role } from '#identity';
import { UnitOfWork } from '#platform';
import { identityInvariants } from '#identity';
import { startModules, type RunningModules } from '../support/modules.js';

describe('roles and duties', () => {
  let house: RunningModules;
  let people: People;
  let service: pg.Client;
  beforeAll(async () => {
    house = await startModules([IdentityModule]);
    people = house.get(People);
    service = new pg.Client({ connectionString: house.database.serviceUrl });
    await service.connect();
  });
  afterAll(async () => {
    await service.end();
    await house.stop();
  });

  let count = 0;
  async function somebody(...roles: Role[]): Promise<Id<'person'>> {
    count += 1;
    const { id } = await people.invite('system', {
      email: `p${String(count)}@demo.invalid`,
      name: 'Some One',
    });
    for (const role of roles) await people.grantRole('system', id, role);
    return id;
  }

  it('hold the conflicts that the separation of duties needs', async () => {
    const pairs = (await people.conflicts()).map(({ role, other }) =>
      [role, other].sort().join('+'),
    );
    for (const pair of [
      'finance_preparer+finance_releaser',
      'administrator+approver',
      'administrator+finance_releaser',
      'approver+finance_releaser',
      'auditor+finance_preparer',
      'finance_releaser+reviewer',
    ]) {
      expect(pairs).toContain(pair);
    }
  });

  it('are refused in every conflicting pair, by the service with a sentence', async () => {
    for (const { role, other } of await people.conflicts()) {
      const id = await somebody(role);
      await expect(people.grantRole('system', id, other)).rejects.toMatchObject({
        kind: 'conflict',
        code: 'ROLE_CONFLICT',
        message: expect.stringContaining('at once') as string,
      });
      expect((await people.get(id)).roles).toEqual([role]);
    }
  });

  it('are refused in every conflicting pair, both ways round, by the database to the service itself', async () => {
    const grant = `insert into role_grant (person_id, role, granted_by) values ($1, $2, 'system')`;
    for (const { role, other } of await people.conflicts()) {
      for (const [held, wanted] of [
        [role, other],
        [other, role],
      ] as const) {
        const id = await somebody(held);
        await expect(service.query(grant, [id, wanted])).rejects.toMatchObject({ code: '23514' });
      }
    }
  });

  it('cannot conflict by two grants at the same moment', async () => {
    const id = await somebody();
    const results = await Promise.allSettled([
      people.grantRole('system', id, 'finance_preparer'),
      people.grantRole('system', id, 'finance_releaser'),
    ]);
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  });

  it('can be held together where nothing conflicts, and again after a revocation', async () => {
    const id = await somebody('approver', 'finance_director');
    await people.revokeRole('system', id, 'finance_director');
    house.clock.advance(1);
    await people.grantRole('system', id, 'finance_director');
    expect((await people.get(id)).roles).toEqual(['approver', 'finance_director']);
    await expect(people.grantRole('system', id, 'approver')).rejects.toMatchObject({
      code: 'ROLE_HELD',
    });
    await expect(people.revokeRole('system', id, 'auditor')).rejects.toMatchObject({
      code: 'ROLE_NOT_HELD',
    });
  });

  it('are never given to oneself, by the service nor by the database', async () => {
    const id = await somebody('administrator');
    await expect(people.grantRole(id, id, 'advocate')).rejects.toMatchObject({
      code: 'OWN_ACCOUNT',
    });
    await expect(people.revokeRole(id, id, 'administrator')).rejects.toMatchObject({
      code: 'OWN_ACCOUNT',
    });
    await expect(people.suspend(id, id)).rejects.toMatchObject({ code: 'OWN_ACCOUNT' });
    await expect(
      service.query(
        `insert into role_grant (person_id, role, granted_by) values ($1, 'advocate', $1)`,
        [id],
      ),
    ).rejects.toMatchObject({ code: '23514' });
  });

  it('keep who gave and who took them', async () => {
    const admin = await somebody('administrator');
    const id = await somebody();
    await people.grantRole(admin, id, 'reviewer');
    await people.revokeRole(admin, id, 'reviewer');
    const events = await house.database.query(
      `select act, actor, details from audit_event where subject = $1 and act like 'Role%' order by seq`,
      [id],
    );
    expect(events).toEqual([
      { act: 'RoleGranted', actor: admin, details: { role: 'reviewer' } },
      { act: 'RoleRevoked', actor: admin, details: { role: 'reviewer' } },
    ]);
    await expect(
      service.query('delete from role_grant where person_id = $1', [id]),
    ).rejects.toMatchObject({ code: '42501' });
  });

  it('stay revoked: not even the service can bring a grant back or turn it into another', async () => {
    const id = await somebody('finance_preparer');
    await people.revokeRole('system', id, 'finance_preparer');
    house.clock.advance(1);
    await people.grantRole('system', id, 'finance_releaser');
    await expect(
      service.query(
        `update role_grant set revoked_at = null, revoked_by = null where person_id = $1 and role = 'finance_preparer'`,
        [id],
      ),
    ).rejects.toMatchObject({ code: '55000' });
    await expect(
      service.query(`update role_grant set role = 'finance_preparer' where person_id = $1`, [id]),
    ).rejects.toMatchObject({ code: '42501' });
    await expect(
      service.query(`update person set id = $2 where id = $1`, [id, newId('person')]),
    ).rejects.toMatchObject({ code: '42501' });
  });

  it('are the same list in the program and in the database', async () => {
    const rows = await house.database.query<{ name: string }>('select name from role');
    expect(rows.map(({ name }) => name).sort()).toEqual([...ROLES].sort());
  });

  it('let nobody take two parts in one case, in any order, at once or apart', async () => {
    const duties = house.get(Duties);
    const unitOfWork = house.get(UnitOfWork);
    const persons = [await somebody(), await somebody(), await somebody()];
    const step = fc.record({
      person: fc.nat({ max: 2 }),
      part: fc.constantFrom<DutyPart>('propose', 'approve', 'release'),
      subject: fc.nat({ max: 1 }),
    });
    let refused = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.array(step, { minLength: 1, maxLength: 8 }),
        fc.boolean(),
        async (steps, atOnce) => {
          const cases = [newId('application'), newId('application')];
          const taken = new Map<string, DutyPart>();
          const take = async ({ person, part, subject }: (typeof steps)[number]): Promise<void> => {
            const key = `${String(subject)}/${String(person)}`;
            try {
              await unitOfWork.run(() =>
                duties.take(cases[subject] ?? '', persons[person] ?? '', part),
              );
              expect(taken.get(key) ?? part).toBe(part);
              taken.set(key, part);
            } catch (error) {
              refused += 1;
              expect(error).toMatchObject({ kind: 'conflict', code: 'DUTY_CONFLICT' });
            }
          };
          if (atOnce) await Promise.all(steps.map(take));
          else for (const each of steps) await take(each);
        },
      ),
      { numRuns: 150 },
    );
    expect(refused).toBeGreaterThan(0);
  }, 60_000);

  it('keep a part for ever: the service may neither change nor remove it', async () => {
    const [subject, person] = [newId('application'), await somebody()];
    await house.get(UnitOfWork).run(() => house.get(Duties).take(subject, person, 'approve'));
    await house.get(UnitOfWork).run(() => house.get(Duties).take(subject, person, 'approve'));
    expect(await house.get(Duties).canTake(subject, person, 'approve')).toBe(true);
    expect(await house.get(Duties).canTake(subject, person, 'release')).toBe(false);
    await expect(
      service.query(`update duty set part = 'release' where subject = $1`, [subject]),
    ).rejects.toMatchObject({ code: '42501' });
    await expect(
      service.query('delete from duty where subject = $1', [subject]),
    ).rejects.toMatchObject({ code: '42501' });
    await expect(
      house.database.query(`update duty set part = 'release' where subject = $1`, [subject]),
    ).rejects.toMatchObject({ code: '55000' });
  });

  it('keep every promise of the module', async () => {
    for (const { sql } of identityInvariants) expect(await house.database.query(sql)).toEqual([]);
  });
});
