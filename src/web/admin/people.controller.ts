import { Body, Controller, Get, Param, Post } from '@nestjs/common';
import { DomainError, parseId } from '#kernel';
import { People, roleName, type PersonView, type Staff } from '#identity';
import { problemModel } from '../forms/problems.js';
import { readForm } from '../forms/read-form.js';
import { ForStaff } from '../http/access.js';
import { Redirect, View } from '../http/view.js';
import { CurrentStaff } from '../http/visitor.js';
import { InvitePersonForm } from './person.form.js';
import { roleChoices } from './role-choices.js';

/** People: listed, invited, suspended. Whoever is invited gets their sign-in from the administrator, in person. */
@Controller('admin/people')
@ForStaff('administrator')
export class PeopleController {
  constructor(private readonly people: People) {}

  @Get()
  async list(): Promise<View> {
    const people = (await this.people.list()).map((person) => ({
      ...person,
      roleNames: person.roles.map(roleName).join(', '),
    }));
    const roleless = people.filter(({ roles }) => roles.length === 0).length;
    const suspended = people.filter(({ suspendedAt }) => suspendedAt !== null).length;
    return new View('admin/people', { title: 'People', people, roleless, suspended });
  }

  @Get('new')
  form(): View {
    return new View('admin/invite', { title: 'Invite somebody', back: '/admin/people' });
  }

  /** Answers with the page itself: what it shows is kept nowhere and cannot be shown again. */
  @Post()
  async invite(@CurrentStaff() staff: Staff, @Body() body: unknown): Promise<View> {
    const reading = await readForm(InvitePersonForm, body);
    if (!reading.ok) return inviteAgain(problemModel(reading.problems, reading.typed));
    try {
      const invited = await this.people.invite(staff.id, reading.form);
      const person = await this.people.get(invited.id);
      return new View('admin/sign-in-made', { title: 'Invited', person, ...invited });
    } catch (error) {
      if (!(error instanceof DomainError) || error.code !== 'EMAIL_TAKEN') throw error;
      const problem = { field: 'email', message: error.message };
      return inviteAgain(problemModel([problem], reading.typed));
    }
  }

  @Get(':id')
  async person(@CurrentStaff() staff: Staff, @Param('id') id: string): Promise<View> {
    const person = await this.get(id);
    const roles = roleChoices(person.roles, await this.people.conflicts());
    return new View('admin/person', {
      title: person.name,
      back: '/admin/people',
      person,
      isOwn: person.id === staff.id,
      held: roles.filter(({ isHeld }) => isHeld),
      open: roles.filter(({ isHeld }) => !isHeld),
    });
  }

  @Get(':id/suspend')
  async checkSuspend(@Param('id') id: string): Promise<View> {
    const person = await this.get(id);
    return check(person, {
      question: `Suspend ${person.name}?`,
      consequences: [
        'Every session ends at once.',
        'Signing in is refused until somebody reinstates the account.',
        'What this person did stays in the log.',
      ],
      action: 'suspend',
      yes: 'Suspend',
    });
  }

  @Post(':id/suspend')
  async suspend(@CurrentStaff() staff: Staff, @Param('id') id: string): Promise<Redirect> {
    await this.people.suspend(staff.id, parseId('person', id));
    return new Redirect(`/admin/people/${id}`);
  }

  @Post(':id/reinstate')
  async reinstate(@CurrentStaff() staff: Staff, @Param('id') id: string): Promise<Redirect> {
    await this.people.reinstate(staff.id, parseId('person', id));
    return new Redirect(`/admin/people/${id}`);
  }

  @Get(':id/renew')
  async checkRenew(@Param('id') id: string): Promise<View> {
    const person = await this.get(id);
    return check(person, {
      question: `Make a new sign-in for ${person.name}?`,
      consequences: [
        'The present password and authenticator stop working.',
        'Every session ends at once.',
        'The new ones are shown once, on the next page.',
      ],
      action: 'renew',
      yes: 'Make a new sign-in',
    });
  }

  @Post(':id/renew')
  async renew(@CurrentStaff() staff: Staff, @Param('id') id: string): Promise<View> {
    const made = await this.people.renewSignIn(staff.id, parseId('person', id));
    return new View('admin/sign-in-made', {
      title: 'New sign-in',
      person: await this.get(id),
      ...made,
    });
  }

  private async get(id: string): Promise<PersonView> {
    return this.people.get(parseId('person', id));
  }
}

function inviteAgain(problems: object): View {
  return new View(
    'admin/invite',
    { title: 'Invite somebody', back: '/admin/people', ...problems },
    422,
  );
}

interface Check {
  readonly question: string;
  readonly consequences: readonly string[];
  readonly action: string;
  readonly yes: string;
}

/** The page before an act that reaches somebody else. */
export function check(person: PersonView, { action, ...rest }: Check): View {
  const back = `/admin/people/${person.id}`;
  return new View('admin/check', { ...rest, title: 'Check', back, action: `${back}/${action}` });
}
