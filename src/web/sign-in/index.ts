import { OwnSignInController } from './own-sign-in.controller.js';
import { SignInController } from './sign-in.controller.js';
import { SignInGuard, SignInStrategy } from './sign-in.guard.js';
import { StaffHomeController } from './staff-home.controller.js';

export const signInControllers = [SignInController, OwnSignInController, StaffHomeController];
export const signInProviders = [SignInStrategy, SignInGuard];
