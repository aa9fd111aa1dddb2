import type { AlertRow } from '#payouts';

/** What an alert means and what to do, for whoever reads it. */
interface AlertWords {
  readonly what: string;
  readonly todo: string;
}

const KINDS: Readonly<Record<Exclude<AlertRow['kind'], 'notice_refused'>, AlertWords>> = {
  card_overspent: {
    what: 'A shop took more from a card than its payout, or took it after the card had ended',
    todo: 'It is the fund’s cost and changes nothing for the person. Dispute it at the company, and record it in the books as money that left at the card company, with the payout named here as its reference.',
  },
  event_type: {
    what: 'A kind of notice that this version does not know',
    todo: 'Nothing was concluded from it. Take it out of the subscription, or update the service.',
  },
  events_refused: {
    what: 'An account whose events the company does not show us, or no more',
    todo: 'Its payments are asked about one by one. Look the account up at the company by the name given here: it may be closed.',
  },
  money_at_recipient: {
    what: 'Money that rests in somebody’s account at the company, and that no payout explains',
    todo: 'Look the account up at the company by the name given here, and bring the money back by hand.',
  },
  notice_closed: {
    what: 'Signed notices about something the company says it does not have',
    todo: 'They are closed and changed nothing. Look the event up at the company by the name given here.',
  },
  payment_state: {
    what: 'A state of a payment that this version does not know',
    todo: 'The payment counts as on its way and is looked at again. Look it up at the company.',
  },
  amount: {
    what: 'An amount of a payment or a statement line, or its currency, that this version cannot read',
    todo: 'Nobody counts as paid by it, and it is no money here. Of a payment, nothing is sent until somebody has looked. Look it up at the company by the name given here.',
  },
  reason: {
    what: 'A reason why a payment failed that this version does not know',
    todo: 'The payout is among the exceptions. Look the word up in the documents of the company.',
  },
  recipient_state: {
    what: 'A state of a person at the company that this version does not know',
    todo: 'She counts as not ready yet. Look her up at the company by the name given here.',
  },
  statement_line: {
    what: 'A kind of statement line that this version does not know',
    todo: 'It is a break of the reconciliation until somebody says what it is.',
  },
  part_taken_back: {
    what: 'A payment of which somebody took a part back by hand at the company, in minor units',
    todo: 'What has not reached the person is taken back too, and is owed again. Look the payment up at the company by the name given here.',
  },
  way_back: {
    what: 'Money of a payment that came to nothing, which the company refuses to give back',
    todo: 'The payment is among the exceptions, with what to do. The word is the company’s reason.',
  },
};

const REFUSALS: Readonly<Record<string, AlertWords>> = {
  NOTICE_REFUSED: {
    what: 'Notices without a signature that fits',
    todo: 'Either somebody invents notices, or a signing secret is missing in the settings.',
  },
  NOTICE_NOT_NOW: {
    what: 'Notices signed more than five minutes ago or ahead',
    todo: 'Either somebody plays recorded notices, or the clock of this machine is wrong.',
  },
  NOTICE_UNREADABLE: {
    what: 'Signed notices that cannot be read',
    todo: 'Compare the settings of the webhook at the company with docs/operating.md.',
  },
  NOTICE_OTHER_MODE: {
    what: 'Notices of the other mode (test or live)',
    todo: 'Take this address out of the webhooks of the other mode.',
  },
  NOTICE_OTHER_ACCOUNT: {
    what: 'Notices about an account nobody here is paid through',
    todo: 'Look at the connected accounts: one of them does not belong to this service.',
  },
};

const OTHER: AlertWords = { what: 'Refused notices', todo: 'Look at the log of the service.' };

export function alertWords({ kind, value }: AlertRow): AlertWords {
  return kind === 'notice_refused' ? (REFUSALS[value] ?? OTHER) : KINDS[kind];
}
