import { SetMetadata } from '@nestjs/common';
import type { Role } from '#identity';

/** Who may walk through a route. Exactly one of these stands on every controller or handler; a test reads them all. */
export type Access =
  | { readonly kind: 'public'; readonly reason: string }
  | { readonly kind: 'staff'; readonly roles: readonly Role[] }
  | { readonly kind: 'applicant'; readonly purpose: 'draft' | 'status' };

export const ACCESS = 'web:access';

/** Open to everybody; the reason is read in reviews and by the route test. */
export const Public = (reason: string): MethodDecorator & ClassDecorator =>
  SetMetadata(ACCESS, { kind: 'public', reason } satisfies Access);

/** For signed-in staff with one of these roles; no role named means any of them. */
export const ForStaff = (...roles: Role[]): MethodDecorator & ClassDecorator =>
  SetMetadata(ACCESS, { kind: 'staff', roles } satisfies Access);

/** For an applicant: with the draft she is filling in, or with her code and PIN. */
export const ForApplicant = (purpose: 'draft' | 'status'): MethodDecorator & ClassDecorator =>
  SetMetadata(ACCESS, { kind: 'applicant', purpose } satisfies Access);
