import { Controller, Get } from '@nestjs/common';
import { OwnSignIn, roleName, type Staff } from '#identity';
import { ForStaff } from '../http/access.js';
import { navigationFor } from '../http/navigation.js';
import { View } from '../http/view.js';
import { CurrentStaff } from '../http/visitor.js';
import { ROLE_GUIDE } from './role-guide.js';

/** Where every member of staff is at home: their roles and the doors these open. */
@Controller('staff')
@ForStaff()
export class StaffHomeController {
  constructor(private readonly ownSignIn: OwnSignIn) {}

  @Get()
  async home(@CurrentStaff() staff: Staff): Promise<View> {
    const roles = staff.roles.map((role) => ({
      name: roleName(role),
      ...ROLE_GUIDE[role],
      links: navigationFor({ ...staff, roles: [role] }),
    }));
    return new View('shared/staff-home', {
      title: 'Start',
      roles,
      isOwnSignInDue: await this.ownSignIn.isDue(staff.id),
    });
  }
}
