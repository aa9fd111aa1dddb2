/**
 * Applications: what people ask for, from the first screen to our answer and their answer to it.
 *
 * In:  drafts screen by screen, the sending, withdrawals, appeals; the answers that approvals give.
 * Out: ApplicationSubmitted, ApplicationAppealed, ApplicationWithdrawn; requests without names for the queues.
 * Always: a draft is seen by nobody and lives an hour; the same form sends once; what was told is sealed, and
 *         every opening is logged with its purpose; a no carries a reason she can read, and can be appealed once.
 */
export {
  NEEDS,
  missingContacts,
  missingScreens,
  usesTelephone,
  type ContactSafety,
  type ContactValue,
  type DraftAnswers,
  type Need,
  type RequestAnswers,
} from './answers.js';
export { Answers, type AnswerView } from './answers.service.js';
export { Appeals, deadlineOf } from './appeals.service.js';
export {
  FILLERS,
  URGENCIES,
  publicLabel,
  type ApplicationView,
  type PublicLabel,
  type Urgency,
} from './application.js';
export { applicationsInvariants } from './application.invariants.js';
export { applicationGraph, type ApplicationFact } from './application.states.js';
export { Applications } from './applications.service.js';
export { ApplicationsModule } from './applications.module.js';
export { SAFEST } from './contact-points.js';
export { DECLINE_REASONS, isDeclineReason } from './decline-reasons.js';
export { Intake, type DraftView } from './intake.service.js';
export { isOpen, waysDigest, withWay, type Programme, type WayChange } from './programme.js';
