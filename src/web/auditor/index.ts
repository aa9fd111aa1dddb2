import type { Provider, Type } from '@nestjs/common';
import { AccessController } from './access.controller.js';
import { DutiesController } from './duties.controller.js';
import { EntryController } from './entry.controller.js';
import { EntriesController } from './entries.controller.js';
import { EventsController } from './events.controller.js';
import { ExportsController } from './exports.controller.js';
import { HomeController } from './home.controller.js';
import { LogWatch } from './log-watch.js';
import { LogController } from './log.controller.js';
import { InvariantsController } from './invariants.controller.js';
import { PaperController } from './paper.controller.js';
import { PoliciesController } from './policies.controller.js';
import { SampleController } from './sample.controller.js';
import { SamplesController } from './samples.controller.js';
import { TrialBalanceController } from './trial-balance.controller.js';
import { VerificationController } from './verification.controller.js';

/** The auditor's door: the journal, the trial balance, the log, files to take away. Nothing here changes anything. */
export const auditorControllers: Type[] = [
  HomeController,
  EntriesController,
  EntryController,
  TrialBalanceController,
  InvariantsController,
  EventsController,
  LogController,
  ExportsController,
  SamplesController,
  SampleController,
  PaperController,
  AccessController,
  PoliciesController,
  DutiesController,
  VerificationController,
];

/** What the auditor's pages are put together with. */
export const auditorProviders: Provider[] = [LogWatch];
