import { Applications } from '#applications';
import { isId, Money, type Id } from '#kernel';
import { FundingService } from '#ledger';
import type { WayBack } from '../../src/cli/story/applicant.js';
import { prepareBatch, releaseBatch } from '../../src/cli/story/staff.js';
import type { Visitor } from '../../src/cli/story/visitor.js';
import { openTheatre, type Theatre } from '../support/stage.js';
import { nonceFor, numberIn } from './card-script.js';
import { aYesAt, payoutOf, staffAt } from './yes.js';

/** Somebody whose yes was sent to a card; her status page is in front of her. */
export interface CardHolder {
  readonly visitor: Visitor;
  readonly wayBack: WayBack;
  readonly payout: Id<'payout'>;
}

const ADDRESS = {
  givenName: 'Sam',
  surname: 'Lee',
  line1: '1 Elm St',
  city: 'Austin',
  region: 'TX',
  postalCode: '73301',
  consent: 'yes',
};

/** A service whose emergency programme offers cards, with money for them in the books and at the provider. */
export async function openCardTheatre(
  settings: Readonly<Record<string, string>> = {},
): Promise<Theatre> {
  const theatre = await openTheatre({
    STRIPE_PUBLISHABLE_KEY: 'pk_test_of_this_run',
    ...settings,
  });
  const funding = theatre.get(FundingService);
  const amount = Money.of(1_000_000n, 'USD');
  const act = { fund: 'RES26', amount, actor: 'demo:treasurer' };
  await funding.sendToProvider({ ...act, key: 'cards:sent', approver: 'demo:board' });
  await funding.arriveAtProvider({ ...act, key: 'cards:arrived' }, 'cards');
  theatre.sandbox.desk.cards.topUp(1_000_000);
  const applications = theatre.get(Applications);
  const programme = (await applications.programmes()).find(({ code }) => code === 'EMERGENCY');
  if (!programme) throw new Error('The demo has an emergency programme.');
  await applications.saveProgramme({ ...programme, rails: ['prepaid-card', 'stripe-outbound'] });
  return theatre;
}

/** Chooses the card among the ways on offer, and confirms. */
export async function chooseCard(visitor: Visitor): Promise<void> {
  await visitor.open('/s/1/2');
  await visitor.send({ rail: 'prepaid-card' });
  await visitor.send(ADDRESS);
  await visitor.send();
}

/** Asks, gets a yes, chooses the card, and finance sends it. */
export async function paidByCard(
  theatre: Theatre,
  amount: string,
  language = 'en',
): Promise<CardHolder> {
  const { visitor, wayBack } = await aYesAt(theatre, amount, language);
  await chooseCard(visitor);
  const payout = await payoutOf(theatre, amount);
  if (!isId('payout', payout)) throw new Error('There is a payout.');
  const batch = await prepareBatch(await staffAt(theatre, 'preparer'), [payout]);
  await releaseBatch(await staffAt(theatre, 'releaser'), batch);
  await theatre.drain();
  await visitor.open('/s');
  return { visitor, wayBack, payout };
}

/** Writes her PIN and looks at the number, as her page and the company's script do it. Empty when it was refused. */
export async function lookAtNumber(
  theatre: Theatre,
  { visitor, wayBack, payout }: CardHolder,
): Promise<string> {
  await visitor.open(`/s/4/${payout}`);
  await visitor.send({ pin: wayBack.pin }, payout);
  const { html } = visitor.page;
  const data = (name: string): string => new RegExp(`data-${name}="([^"]*)"`).exec(html)?.[1] ?? '';
  const { url } = theatre.sandbox;
  const nonce = await nonceFor(url, data('card'));
  const fields = { _form: data('form'), ticket: data('ticket'), nonce };
  const { status, html: answer } = await visitor.post(data('action'), fields);
  if (status !== 201 && status !== 200) return '';
  const { key } = JSON.parse(answer) as { key: string };
  return numberIn(url, { card: data('card'), nonce, key });
}

/** The card in use now at the provider. */
export function cardAt(theatre: Theatre, payout: string): { id: string; last4: string } {
  const [card] = theatre.sandbox.desk.cards
    .cards()
    .filter(({ metadata }) => metadata['payout'] === payout);
  if (!card) throw new Error('There is no card.');
  return card;
}

/** At the till; false when it is declined. */
export function spendAt(theatre: Theatre, payout: string, minor: number): boolean {
  return theatre.sandbox.desk.cards.spend(cardAt(theatre, payout).id, minor).approved;
}
