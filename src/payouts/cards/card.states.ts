import { StateGraph } from '#kernel';

export type CardState = 'waiting' | 'active' | 'frozen' | 'ended';

export type CardFact = 'CardOpened' | 'CardFrozen' | 'CardUnfrozen' | 'CardReplaced' | 'CardEnded';

/** Who may take a card's money back: she herself, finance when it rests for long, or the provider. */
const ENDERS = ['applicant', 'finance_preparer', 'finance_releaser', 'provider'];

/** A card in a person's hands. It waits, unable to pay, until she first opens it; a replacement waits again. */
export const cardGraph = new StateGraph<CardState, CardFact>(
  'card',
  'waiting',
  [
    { from: 'waiting', fact: 'CardOpened', to: 'active', by: ['applicant'] },
    { from: 'active', fact: 'CardFrozen', to: 'frozen', by: ['applicant'] },
    { from: 'frozen', fact: 'CardUnfrozen', to: 'active', by: ['applicant'] },
    { from: 'active', fact: 'CardReplaced', to: 'waiting', by: ['applicant'] },
    { from: 'frozen', fact: 'CardReplaced', to: 'waiting', by: ['applicant'] },
    { from: 'waiting', fact: 'CardEnded', to: 'ended', by: ENDERS },
    { from: 'active', fact: 'CardEnded', to: 'ended', by: ENDERS },
    { from: 'frozen', fact: 'CardEnded', to: 'ended', by: ENDERS },
  ],
  ['ended'],
);
