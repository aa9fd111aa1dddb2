import type { House } from '../house.js';
import { Applications, type Programme } from '#applications';
import { Clock, Money, newId } from '#kernel';
import { FundingService, type NewFund } from '#ledger';
import { RailRegistry } from '#payouts';

/** Invented funds with the money each has received. What is at the provider sums to what the sandbox starts with. */
const FUNDS: readonly (NewFund & { readonly gift: bigint; readonly atProvider: bigint })[] = [
  {
    code: 'GEN',
    name: 'General fund',
    restriction: 'none',
    gift: 9_000_000n,
    atProvider: 7_000_000n,
  },
  {
    code: 'RES26',
    name: 'Emergency help, donors 2026',
    restriction: 'purpose',
    gift: 20_000_000n,
    atProvider: 15_000_000n,
  },
  {
    code: 'OVC26',
    name: 'Federal reimbursement award',
    restriction: 'conditional',
    funderAwardNo: '15POVC-26-GG-00000',
    assistanceListing: '16.320',
    gift: 4_000_000n,
    atProvider: 3_000_000n,
  },
];

/**
 * What is with the other companies and balances, for the ways to pay that draw on them. The sandbox starts with the sums
 * (its `demoMoney`).
 */
export const ELSEWHERE = {
  connect: { RES26: 1_000_000n, GEN: 500_000n },
  rewards: { RES26: 1_000_000n, GEN: 500_000n },
  cards: { RES26: 500_000n, GEN: 250_000n },
} as const;

const RAIL = 'stripe-outbound';

/** Two programmes: urgent costs once, and eighteen months of 500. */
const PROGRAMMES: readonly Omit<Programme, 'id' | 'openedAt' | 'closedAt'>[] = [
  {
    code: 'EMERGENCY',
    name: 'Urgent costs',
    fund: 'RES26',
    currency: 'USD',
    least: Money.of(2_000n, 'USD'),
    most: Money.of(250_000n, 'USD'),
    instalments: 1,
    rails: [RAIL],
    railLimits: {},
    answerWithinDays: 3,
  },
  {
    code: 'MONTHLY',
    name: 'Eighteen months of support',
    fund: 'GEN',
    currency: 'USD',
    least: Money.of(50_000n, 'USD'),
    most: Money.of(900_000n, 'USD'),
    instalments: 18,
    rails: [RAIL],
    railLimits: {},
    answerWithinDays: 10,
  },
];

/** Money for every way that is switched on, and programmes that offer all of them, so that each can be tried. */
export async function openEveryWay(house: Pick<House, 'get'>): Promise<void> {
  const [funding, applications] = [house.get(FundingService), house.get(Applications)];
  const rails = house
    .get(RailRegistry)
    .all()
    .map(({ capabilities }) => capabilities);
  for (const [purse, amounts] of Object.entries(ELSEWHERE)) {
    const isOn = rails.some((rail) => rail.purse === purse);
    for (const [fund, minor] of isOn ? Object.entries(amounts) : []) {
      const act = (name: string) => ({
        key: `demo:${fund}:${purse}:${name}`,
        fund,
        amount: Money.of(minor, 'USD'),
        actor: 'demo:treasurer',
        approver: 'demo:board',
      });
      await funding.sendToProvider(act('sent'));
      await funding.arriveAtProvider(act('arrived'), purse as keyof typeof ELSEWHERE);
    }
  }
  const ids = rails.map(({ id }) => id);
  for (const programme of await applications.programmes()) {
    const others = ids.filter((id) => id !== RAIL);
    await applications.saveProgramme({ ...programme, rails: [RAIL, ...others] });
  }
}

/** Funds with money in the bank, a budget, and a balance at the provider; programmes that are open. */
export async function layFoundations(house: Pick<House, 'get'>): Promise<void> {
  const funding = house.get(FundingService);
  for (const { gift, atProvider, ...fund } of FUNDS) {
    await funding.openFund(fund, 'system');
    const act = (name: string, minor: bigint) => ({
      key: `demo:${fund.code}:${name}`,
      fund: fund.code,
      amount: Money.of(minor, 'USD'),
      actor: 'demo:treasurer',
      approver: 'demo:board',
    });
    await funding.receiveGift(act('gift', gift));
    await funding.authoriseBudget(act('budget', gift));
    await funding.sendToProvider(act('sent', atProvider));
    await funding.arriveAtProvider(act('arrived', atProvider));
  }
  const now = house.get(Clock).now();
  for (const programme of PROGRAMMES) {
    await house
      .get(Applications)
      .saveProgramme({ ...programme, id: newId('programme'), openedAt: now, closedAt: null });
  }
}
