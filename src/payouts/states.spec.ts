import { batchGraph } from './batches/batch.states.js';
import { cardGraph } from './cards/card.states.js';
import { methodGraph } from './methods/method.states.js';
import { UNPAID_ENDS, payoutGraph } from './payout.states.js';
import { manualPaymentGraph } from './rails/manual/manual-payment.states.js';
import { attemptGraph } from './sending/attempt.states.js';

interface Graph {
  readonly name: string;
  readonly initial: string;
  readonly terminal: readonly string[];
  readonly edges: readonly Edge[];
}

interface Edge {
  readonly from: string;
  readonly fact: string;
  readonly to: string;
  readonly by: readonly string[];
}

/** Everything that can happen, one line each: in which state, what, who may make it so, and what follows. */
const TABLES: readonly (readonly [what: string, Graph, ends: string, table: string])[] = [
  [
    'a payout',
    payoutGraph,
    'settled returned failed cancelled expired undeliverable misdirected',
    `
    awaiting_approval  Approved         approver                            approved
    approved           Released         finance_releaser                    released
    released           Claimed          system                              sending
    sending            Postponed        provider                            released
    sending            Accepted         provider                            in_transit
    sending            Refused          provider                            failed
    sending            OutcomeLost      system                              outcome_unknown
    sending            FoundAtProvider  system                              in_transit
    sending            ProvedAbsent     system                              released
    outcome_unknown    FoundAtProvider  system                              in_transit
    outcome_unknown    TriedAgain       system                              sending
    outcome_unknown    ProvedAbsent     system                              released
    in_transit         Paid             provider                            paid
    in_transit         Failed           provider                            failed
    in_transit         Expired          provider                            expired
    in_transit         Undeliverable    provider                            undeliverable
    paid               Settled          system                              settled
    paid               Returned         provider                            returned
    settled            Returned         provider                            returned
    paid               Misdirected      finance_releaser+finance_director   misdirected
    settled            Misdirected      finance_releaser+finance_director   misdirected
    awaiting_approval  Cancelled        applicant+approver+finance_preparer+finance_releaser+finance_director  cancelled
    approved           Cancelled        applicant+approver+finance_preparer+finance_releaser+finance_director  cancelled
    released           Cancelled        applicant+approver+finance_preparer+finance_releaser+finance_director+system  cancelled`,
  ],
  [
    'an attempt',
    attemptGraph,
    'rejected succeeded failed returned',
    `
    created    Marked        system    sent
    sent       Marked        system    sent
    unknown    Marked        system    sent
    sent       Accepted      provider  accepted
    sent       Rejected      provider  rejected
    sent       OutcomeLost   system    unknown
    created    Found         system    accepted
    sent       Found         system    accepted
    unknown    Found         system    accepted
    unknown    ProvedAbsent  system    rejected
    accepted   Succeeded     provider  succeeded
    accepted   Failed        provider  failed
    succeeded  Returned      provider  returned`,
  ],
  [
    'a batch',
    batchGraph,
    'closed cancelled',
    `
    open                       Locked                   finance_preparer                   locked
    locked                     Submitted                finance_preparer                   in_approval
    in_approval                Approved                 finance_releaser                   approved
    approved                   Released                 finance_releaser                   released
    released                   Started                  system                             processing
    processing                 Completed                system                             completed
    processing                 CompletedWithExceptions  system                             completed_with_exceptions
    completed                  Closed                   system                             closed
    completed_with_exceptions  Closed                   system                             closed
    open                       Cancelled                finance_preparer                   cancelled
    locked                     Cancelled                finance_preparer                   cancelled
    in_approval                Cancelled                finance_preparer+finance_releaser  cancelled
    approved                   Cancelled                finance_preparer+finance_releaser  cancelled`,
  ],
  [
    'a way to be paid',
    methodGraph,
    'replaced revoked disputed',
    `
    pending    Verified   provider                    verified
    pending    Refused    provider                    revoked
    verified   Activated  provider                    active
    verified   Refused    provider                    revoked
    verified   Revoked    applicant                   revoked
    active     Suspended  applicant+finance_preparer+provider  suspended
    suspended  Resumed    system                      active
    suspended  Replaced   applicant                   replaced
    suspended  Finishes   applicant                   finishing
    finishing  Replaced   applicant                   replaced
    verified   Disputed   applicant                   disputed
    active     Disputed   applicant                   disputed`,
  ],
  [
    'a payment by hand',
    manualPaymentGraph,
    'failed returned cancelled',
    `
    open         PaymentCarriedOut   finance_preparer+finance_releaser  carried_out
    open         PaymentNotPossible  finance_preparer+finance_releaser  failed
    open         PaymentCalledBack   system                             cancelled
    carried_out  ProofRefused        finance_preparer+finance_releaser  open
    carried_out  PaymentConfirmed    finance_preparer+finance_releaser  confirmed
    confirmed    ReturnSaid          finance_preparer+finance_releaser  came_back
    came_back    ReturnRefused       finance_preparer+finance_releaser  confirmed
    came_back    PaymentCameBack     finance_preparer+finance_releaser  returned`,
  ],
  [
    'a card',
    cardGraph,
    'ended',
    `
    waiting  Opened        applicant                                             active
    active   Frozen        applicant+finance_preparer+finance_releaser           frozen
    frozen   Unfrozen      applicant+finance_preparer+finance_releaser           active
    active   Replaced      applicant+finance_preparer+finance_releaser           waiting
    frozen   Replaced      applicant+finance_preparer+finance_releaser           waiting
    waiting  Ended         applicant+finance_preparer+finance_releaser+provider  ending
    active   Ended         applicant+finance_preparer+finance_releaser+provider  ending
    frozen   Ended         applicant+finance_preparer+finance_releaser+provider  ending
    ending   RestReturned  system                                                ended`,
  ],
];

/** Facts carry the name of what they happen to: `PayoutPaid`, `ManualProofRefused`. */
const prefixOf = ({ name }: Graph): RegExp =>
  new RegExp(`^${name.replace(/ .*/, '')}(?=[A-Z])`, 'i');

describe.each(TABLES)('What can happen to %s', (_, graph, ends, table) => {
  it('is this and nothing else', () => {
    const lines = table.trim().split('\n');
    const rows = lines.map((line) => line.trim().split(/ +/).join(' '));
    const edges = graph.edges.map(({ from, fact, by, to }) => {
      expect(fact).toMatch(prefixOf(graph));
      return [from, fact.replace(prefixOf(graph), ''), by.join('+'), to].join(' ');
    });
    expect(edges.sort()).toEqual(rows.sort());
  });

  it('begins and ends where it should', () => {
    const [first] = table.trim().split(' ');
    expect(graph.initial).toBe(first);
    expect(graph.terminal).toEqual(ends.split(' '));
  });
});

describe('Money that left', () => {
  const sent = payoutGraph.edges.filter(({ from }) =>
    ['sending', 'outcome_unknown', 'in_transit'].includes(from),
  );

  it('is moved on by no person, only by what the provider says and what we find there', () => {
    expect(sent.length).toBeGreaterThan(5);
    for (const { by } of sent) expect(['system', 'provider']).toContain(by.join());
  });

  it('fails only by the provider’s own word', () => {
    const failures = sent.filter(({ to }) => UNPAID_ENDS.includes(to));
    expect(failures.length).toBeGreaterThan(2);
    for (const { by } of failures) expect(by).toEqual(['provider']);
  });
});

describe('A payout that is over without money in her hand', () => {
  it('is over, every way but the one in which she was paid', () => {
    expect([...UNPAID_ENDS, 'settled'].sort()).toEqual([...payoutGraph.terminal].sort());
  });
});
