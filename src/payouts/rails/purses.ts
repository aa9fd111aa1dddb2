import type { TEMPLATES } from '#ledger';
import type { Purse } from './rail.js';

/** The account of each purse in the books (migration 0030). */
export const ACCOUNTS: Readonly<Record<Purse, string>> = {
  payouts: '1110',
  connect: '1115',
  cards: '1120',
  rewards: '1130',
  bank: '1010',
};

/** The variant of a payout's entries that moves the purse's money. */
export const VARIANTS: Readonly<Record<Purse, (typeof TEMPLATES)['payout.initiated'][number]>> = {
  payouts: 'standard',
  connect: 'connect',
  cards: 'cards',
  rewards: 'rewards',
  bank: 'bank',
};
