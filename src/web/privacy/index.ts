import { PrivacyController } from './privacy.controller.js';

export const privacyControllers = [PrivacyController];
