import type { Invariant } from '#kernel';

export const assuranceInvariants: readonly Invariant[] = [
  {
    promise: 'Every sampled item is an entry of the journal, within the horizon of its sample.',
    sql: `select i.sample_id, i.n from audit_sample_item i join audit_sample s on s.id = i.sample_id
          left join ledger.entry e on e.seq = i.entry_seq
          where e.seq is null or e.seq > s.up_to_seq or e.kind <> all(s.kinds)`,
  },
  {
    promise: 'No working paper holds an e-mail address or a long number.',
    sql: `select sample_id, version from working_paper where note ~ '@|([0-9][ ().+-]*){7,}'
          union all
          select sample_id, version from sample_conclusion where note ~ '@|([0-9][ ().+-]*){7,}'`,
  },
  {
    promise: 'A conclusion follows a paper for every item.',
    sql: `select c.sample_id, i.n from sample_conclusion c join audit_sample_item i on i.sample_id = c.sample_id
          where not exists (select from working_paper w where w.sample_id = i.sample_id and w.n = i.n)`,
  },
];
