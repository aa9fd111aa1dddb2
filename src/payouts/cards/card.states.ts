import { StateGraph } from '#kernel';

export type CardState = 'waiting' | 'active' | 'frozen' | 'ending' | 'ended';

export type CardFact =
  'CardOpened' | 'CardFrozen' | 'CardUnfrozen' | 'CardReplaced' | 'CardEnded' | 'CardRestReturned';

/** She herself, or finance when she asks for it or something looks wrong. */
const HOLDERS = ['applicant', 'finance_preparer', 'finance_releaser'];
/** Who may take a card's money back: she herself, two people of finance, or the provider. */
const ENDERS = [...HOLDERS, 'provider'];

/**
 * A card in a person's hands. It waits, unable to pay, until she first opens it; a replacement waits again. One that was
 * ended comes to its end once no shop can take anything from it any more.
 */
export const cardGraph = new StateGraph<CardState, CardFact>(
  'card',
  'waiting',
  [
    { from: 'waiting', fact: 'CardOpened', to: 'active', by: ['applicant'] },
    { from: 'active', fact: 'CardFrozen', to: 'frozen', by: HOLDERS },
    { from: 'frozen', fact: 'CardUnfrozen', to: 'active', by: HOLDERS },
    { from: 'active', fact: 'CardReplaced', to: 'waiting', by: HOLDERS },
    { from: 'frozen', fact: 'CardReplaced', to: 'waiting', by: HOLDERS },
    { from: 'waiting', fact: 'CardEnded', to: 'ending', by: ENDERS },
    { from: 'active', fact: 'CardEnded', to: 'ending', by: ENDERS },
    { from: 'frozen', fact: 'CardEnded', to: 'ending', by: ENDERS },
    { from: 'ending', fact: 'CardRestReturned', to: 'ended', by: ['system'] },
  ],
  ['ended'],
);
