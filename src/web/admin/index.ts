import { AlertsController } from './alerts.controller.js';
import { PeopleController } from './people.controller.js';
import { InstrumentsController } from './instruments.controller.js';
import { ProgrammeWaysController } from './programme-ways.controller.js';
import { RolesController } from './roles.controller.js';
import { SystemController } from './system.controller.js';

export const adminControllers = [
  AlertsController,
  PeopleController,
  InstrumentsController,
  ProgrammeWaysController,
  RolesController,
  SystemController,
];
