import { Awards } from '#approvals';
import type { Id } from '#kernel';
import { FundingService } from '#ledger';
import {
  Batches,
  CardDesk,
  CardShowings,
  CardUpkeep,
  Methods,
  PayoutCards,
  Payouts,
  RailRegistry,
  ReadyToPay,
  type Payout,
} from '#payouts';
import { days, PayoutHouse, usd, type Case } from './payout-house.js';
import { nonceFor, numberIn } from './card-script.js';
import { cardDetails } from './stands/prepaid-card.js';

export const CARDS = 'prepaid-card';

/** People who are paid by card, and what happens at the till. */
export class CardHouse {
  private constructor(readonly house: PayoutHouse) {}

  /** `pool`: what the provider holds for cards. The books hold more. */
  static async open(pool?: number): Promise<CardHouse> {
    const house = await PayoutHouse.open({ STRIPE_PUBLISHABLE_KEY: 'pk_test_sandbox' });
    return CardHouse.within(house, pool);
  }

  /** In a house that offers cards. */
  static async within(house: PayoutHouse, pool = 2_000_000): Promise<CardHouse> {
    const funding = house.get(FundingService);
    const act = { fund: 'GEN', amount: usd(2_000_000), actor: house.preparer };
    const second = { ...act, approver: house.releaser };
    await funding.receiveGift({ ...act, key: 'cards:gift.received' });
    await funding.sendToProvider({ ...second, key: 'cards:provider.funding.sent' });
    await funding.arriveAtProvider({ ...act, key: 'cards:provider.funding.arrived' }, 'cards');
    house.sandbox.desk.cards.topUp(pool);
    return new CardHouse(house);
  }

  get cards(): PayoutCards {
    return this.house.get(PayoutCards);
  }

  get upkeep(): CardUpkeep {
    return this.house.get(CardUpkeep);
  }

  get desk(): CardDesk {
    return this.house.get(CardDesk);
  }

  /** Her payout, sent: a card that waits for her. */
  async waiting(minor = 10_000): Promise<{ yes: Case; payout: Payout }> {
    const yes = await this.house.aYes(usd(minor));
    await this.house.get(Awards).accept(yes.awardId, yes.applicantId);
    await this.chooseCard(yes);
    await this.send();
    return { yes, payout: await this.house.newestOf(yes.applicantId) };
  }

  /** Her payout, with the card switched on. */
  async open(minor = 10_000): Promise<{ yes: Case; payout: Payout }> {
    const made = await this.waiting(minor);
    await this.look(made.yes.applicantId, made.payout.id);
    return made;
  }

  /** She looks at the number, as her page and the company's script do it. Returns what the frames show. */
  async look(applicantId: Id<'applicant'>, payout: string): Promise<string> {
    const showings = this.house.get(CardShowings);
    const { cardRef, ticket } = await showings.permit(applicantId, payout);
    const { url } = this.house.sandbox;
    const nonce = await nonceFor(url, cardRef);
    const key = await showings.show(applicantId, payout, { ticket, nonce });
    return numberIn(url, { card: cardRef, nonce, key });
  }

  async chooseCard({ applicantId, awardId }: Case): Promise<void> {
    const wish = { applicantId, awardId, rail: CARDS, language: 'en' };
    await this.house.get(Methods).setUp(wish, cardDetails);
    await this.house.running.drain();
  }

  /** She chose another way before; the change has rested long enough, and her money goes to a card. */
  async changeToCard(yes: Case): Promise<void> {
    await this.chooseCard(yes);
    await this.house.pass(days(4));
    await this.house.running.drain();
    await this.send();
  }

  /** Buys something with the card she waits for, and wants what is left in another way. */
  async spendAndGiveBack({ applicantId }: Case, minor: number): Promise<Payout> {
    const payout = await this.house.newestOf(applicantId);
    await this.look(applicantId, payout.id);
    if (!this.spend(payout, minor)) throw new Error('The card was declined.');
    await this.cards.giveBack(applicantId, payout.id);
    return payout;
  }

  /** Everything that is ready goes out, by two people. */
  async send(): Promise<void> {
    await this.release();
    await this.house.running.drain();
  }

  /** Everything that is ready may go out. */
  async release(): Promise<void> {
    const chosen = await this.house.get(ReadyToPay).select(this.house.preparer, CARDS, []);
    const batches = this.house.get(Batches);
    const order = { rail: CARDS, leftOut: [], seen: chosen.digest };
    const id = await batches.prepare(this.house.preparer, order);
    const { digest } = await batches.get(id);
    await batches.release(id, this.house.releaser, Buffer.from(digest ?? []).toString('hex'));
  }

  /** At the till with the card she has now; false when it is declined. */
  spend(payout: Payout, minor: number): boolean {
    const [card] = this.house.sandbox.desk.cards
      .cards()
      .filter(({ metadata }) => metadata['payout'] === payout.id);
    if (!card) throw new Error('There is no card.');
    return this.house.sandbox.desk.cards.spend(card.id, minor).approved;
  }

  /** What all her cards together took, where money is counted: at the provider. */
  takenBy(applicantId: Id<'applicant'>, payouts: readonly Payout[]): bigint {
    const ids = new Set<string>(
      payouts.filter((one) => one.applicantId === applicantId).map(({ id }) => id),
    );
    const { cards } = this.house.sandbox.desk;
    const mine = cards.cards().filter(({ metadata }) => ids.has(metadata['payout'] ?? ''));
    return mine
      .filter(({ replaced_by: next }) => next === null)
      .reduce((sum, { usedMinor }) => sum + BigInt(usedMinor), 0n);
  }

  /** What tills took in the end, with what they gave back: what the pool holds less than was put into it for this one. */
  spentAtProvider({ id }: Payout): number {
    const { cards } = this.house.sandbox.desk;
    return cards
      .cards()
      .filter(({ metadata }) => metadata['payout'] === id)
      .reduce((sum, { id: card }) => sum + cards.netMinor(card), 0);
  }

  /** Whether the books hold on the cards' account what the provider says is free there. Everything was looked at. */
  async pursesAgree(): Promise<boolean> {
    const [row] = await this.house.running.database.query<{ minor: string }>(
      `select sum(amount) as minor from ledger.posting where account = '1120'`,
    );
    const { available } = await this.house.get(RailRegistry).get(CARDS).balance();
    return row?.minor === String(available.minor);
  }

  async stateOf(payout: Payout): Promise<string> {
    return (await this.house.get(Payouts).get(payout.id)).state;
  }

  /** The parts of her award: `amount state`, in order. */
  async parts({ awardId }: Case): Promise<string[]> {
    const parts = await this.house.get(Awards).instalments(awardId);
    return parts.map(({ amount, state }) => `${String(amount.minor)} ${state}`);
  }
}
