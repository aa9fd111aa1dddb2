import { Controller, Get, Param, Post } from '@nestjs/common';
import { DomainError, parseId } from '#kernel';
import { People, ROLES, conflictsWith, isRole, roleName, type Role, type Staff } from '#identity';
import { ForStaff } from '../http/access.js';
import { Redirect, View } from '../http/view.js';
import { CurrentStaff } from '../http/visitor.js';
import { DUTIES } from './role-duties.js';
import { check } from './people.controller.js';

/** Roles: the matrix, and giving and taking them. The service and the database refuse conflicts, whatever a page shows. */
@Controller('admin')
@ForStaff('administrator')
export class RolesController {
  constructor(private readonly people: People) {}

  @Get('roles')
  async matrix(): Promise<View> {
    const conflicts = await this.people.conflicts();
    const rows = ROLES.map((role) => ({
      name: roleName(role),
      duties: DUTIES.map(({ roles }) => roles.includes(role)),
      conflicts: conflictsWith(role, ROLES, conflicts).map(roleName).join(', '),
    }));
    const duties = DUTIES.map(({ name }) => name);
    return new View('admin/roles', { title: 'Roles', back: '/admin/people', duties, rows });
  }

  @Get('people/:id/roles/:role/grant')
  async checkGrant(@Param('id') id: string, @Param('role') text: string): Promise<View> {
    const role = parseRole(text);
    const person = await this.people.get(parseId('person', id));
    return check(person, {
      question: `Make ${person.name} ${roleName(role)}?`,
      consequences: ['It works from the next page on.', 'The log keeps who gave it.'],
      action: `roles/${role}/grant`,
      yes: 'Give this role',
    });
  }

  @Post('people/:id/roles/:role/grant')
  async grant(
    @CurrentStaff() staff: Staff,
    @Param('id') id: string,
    @Param('role') role: string,
  ): Promise<Redirect> {
    await this.people.grantRole(staff.id, parseId('person', id), parseRole(role));
    return new Redirect(`/admin/people/${id}`);
  }

  @Get('people/:id/roles/:role/revoke')
  async checkRevoke(@Param('id') id: string, @Param('role') text: string): Promise<View> {
    const role = parseRole(text);
    const person = await this.people.get(parseId('person', id));
    return check(person, {
      question: `Take the role ${roleName(role)} from ${person.name}?`,
      consequences: [
        'Its pages close at once, in the middle of work too.',
        'Parts already taken in a case stay taken.',
      ],
      action: `roles/${role}/revoke`,
      yes: 'Take this role',
    });
  }

  @Post('people/:id/roles/:role/revoke')
  async revoke(
    @CurrentStaff() staff: Staff,
    @Param('id') id: string,
    @Param('role') role: string,
  ): Promise<Redirect> {
    await this.people.revokeRole(staff.id, parseId('person', id), parseRole(role));
    return new Redirect(`/admin/people/${id}`);
  }
}

function parseRole(text: string): Role {
  if (isRole(text)) return text;
  throw new DomainError('not_found', 'ROLE_UNKNOWN', 'There is no such role.');
}
