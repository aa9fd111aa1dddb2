import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Intake } from '#applications';
import type { ApplicantSessions } from '#identity';
import type { Config } from '#platform';
import { clearCookie, readCookie } from '../http/cookies.js';

/** What it takes to end a visit. */
export interface Visits {
  readonly config: Config;
  readonly sessions: ApplicantSessions;
  readonly intake: Intake;
}

/**
 * Ends whatever visit this browser holds and erases an unsent draft, so that the next person at this device
 * finds a blank start. Safe to call when there is none.
 */
export async function endVisit(
  { config, sessions, intake }: Visits,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<void> {
  const token = readCookie(request, config, 'a');
  if (token === undefined) return;
  const draft = await sessions.find(token, 'draft');
  await sessions.end(token);
  if (draft) await intake.leave(draft.applicantId);
  clearCookie(reply, config, 'a');
}

/** Ends a draft visit whose request was sent: the code is not shown again. Leaves an unsent draft alone. */
export async function closeSentDraft(
  visits: Visits,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<void> {
  const token = readCookie(request, visits.config, 'a');
  const draft = token === undefined ? null : await visits.sessions.find(token, 'draft');
  if (draft && (await visits.intake.codeToShow(draft.applicantId)) !== null) {
    await endVisit(visits, request, reply);
  }
}
