import type { Role } from '#identity';

/** What a role is for and what it never does, in a sentence each. */
export interface RoleGuide {
  readonly does: string;
  readonly never: string;
}

/** The people of the glossary, told to themselves. */
export const ROLE_GUIDE: Readonly<Record<Role, RoleGuide>> = {
  advocate: {
    does: 'You stand beside people of your organisation who ask for help.',
    never: 'You do not see amounts.',
  },
  reviewer: {
    does: 'You take the next request, judge the need by the rubric and recommend an answer.',
    never: 'You do not see a name, and you do not decide.',
  },
  approver: {
    does: 'You decide requests that others reviewed, and approve what others decided.',
    never: 'You do not decide what you reviewed, and you do not release money.',
  },
  finance_director: {
    does: 'You approve the largest grants after the approvers.',
    never: 'You do not release money you approved.',
  },
  finance_preparer: {
    does: 'You gather due payments into batches and follow up what did not arrive.',
    never: 'You do not release what you prepared, and you see no request.',
  },
  finance_releaser: {
    does: 'You check a batch that somebody else prepared, and release it.',
    never: 'You do not prepare, review or approve, and you see no request.',
  },
  auditor: {
    does: 'You read the books and the log, and save copies of the books.',
    never: 'You do not see a name, and you change nothing.',
  },
  privacy_officer: {
    does: 'You watch who may be told what, and who read what for which purpose.',
    never: 'You do not read requests.',
  },
  administrator: {
    does: 'You invite people, give and take roles, and watch the service.',
    never: 'You do not see personal data, and you cannot give yourself a role.',
  },
};
