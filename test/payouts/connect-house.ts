import type { Type } from '@nestjs/common';
import { Awards } from '#approvals';
import { FundingService } from '#ledger';
import { Batches, HostedMethods, Payouts, ReadyToPay, type Payout } from '#payouts';
import { fillIn } from '../sandbox/support.js';
import { PayoutHouse, usd } from './payout-house.js';

export const CONNECT = 'stripe-connect';

/** A house whose people are paid through accounts of their own at Stripe, with money there to pay them. */
export async function openConnectHouse(
  settings: Readonly<Record<string, string>> = {},
  more: readonly Type[] = [],
): Promise<PayoutHouse> {
  const on = { STRIPE_CONNECT: 'yes', ...settings };
  const house = await PayoutHouse.open(on, 25_000_000, more);
  await putMoneyIn(house);
  return house;
}

/** Money for these people in the books and at the provider. */
export async function putMoneyIn(house: PayoutHouse): Promise<void> {
  const funding = house.get(FundingService);
  const act = { fund: 'GEN', amount: usd(2_000_000), actor: house.preparer };
  const second = { ...act, approver: house.releaser };
  await funding.receiveGift({ ...act, key: 'connect:gift.received' });
  await funding.sendToProvider({ ...second, key: 'connect:provider.funding.sent' });
  await funding.arriveAtProvider({ ...act, key: 'connect:provider.funding.arrived' }, 'connect');
  house.sandbox.desk.connect.deposit(2_000_000);
}

/** Everybody has an account of her own: one in several hands is held. */
let people = 0;

/** Somebody who told Stripe her account on its own pages, and her payout, sent. */
export async function sentByConnect(
  house: PayoutHouse,
  minor = 10_000,
): Promise<{ payout: Payout; account: string }> {
  const { applicantId, awardId } = await house.aYes(usd(minor));
  await house.get(Awards).accept(awardId, applicantId);
  const hosted = house.get(HostedMethods);
  const name = { kind: 'name', givenName: 'Given', surname: 'Surname' } as const;
  await hosted.start({ applicantId, awardId, rail: CONNECT, language: 'en' }, name);
  const urls = { refresh: house.sandbox.url, done: house.sandbox.url };
  const page = await hosted.page(applicantId, urls);
  people += 1;
  await fillIn(page?.url ?? '', String(600_000_000_000 + people));
  house.sandbox.desk.forward(0);
  await hosted.comeBack(applicantId);
  await house.running.drain();
  const chosen = await house.get(ReadyToPay).select(house.preparer, CONNECT, []);
  const batches = house.get(Batches);
  const order = { rail: CONNECT, leftOut: [], seen: chosen.digest };
  const id = await batches.prepare(house.preparer, order);
  const { digest } = await batches.get(id);
  await batches.release(id, house.releaser, Buffer.from(digest ?? []).toString('hex'));
  await house.running.drain();
  const payout = await house.newestOf(applicantId);
  const [attempt] = await house.get(Payouts).attempts(payout.id);
  const transfer = house.sandbox.desk.connect
    .transfers()
    .find(({ id: ref }) => ref === attempt?.providerRef);
  return { payout, account: transfer?.destination ?? '' };
}
