import { StateGraph } from '#kernel';

export type VoucherState = 'proposed' | 'posted' | 'declined' | 'withdrawn';
export type VoucherFact = 'VoucherPosted' | 'VoucherDeclined' | 'VoucherWithdrawn';

/** What somebody wrote for the books: alone where one person is enough, else by a second one who is never the same. */
export const voucherGraph = new StateGraph<VoucherState, VoucherFact>(
  'voucher',
  'proposed',
  [
    {
      from: 'proposed',
      fact: 'VoucherPosted',
      to: 'posted',
      by: ['finance_preparer', 'finance_releaser', 'finance_director'],
    },
    {
      from: 'proposed',
      fact: 'VoucherDeclined',
      to: 'declined',
      by: ['finance_releaser', 'finance_director'],
    },
    {
      from: 'proposed',
      fact: 'VoucherWithdrawn',
      to: 'withdrawn',
      by: ['finance_preparer', 'finance_releaser', 'finance_director'],
    },
  ],
  ['posted', 'declined', 'withdrawn'],
);
