import { setTimeout } from 'node:timers/promises';
import { Appeals } from '#applications';
import { DemoPeople, People } from '#identity';
import { Money, type Id } from '#kernel';
import { RailRegistry, Sending, Settlement } from '#payouts';
import { Queue } from '#platform';
import type { House } from '../house.js';
import { keepBooks } from './books.js';
import { Crew } from './crew.js';
import { layFoundations, openEveryWay } from './foundations.js';
import { planRequests, type Chapter, type PlannedRequest } from './plan.js';
import { lookAfterWays } from './ways.js';

interface Story extends PlannedRequest {
  readonly id: Id<'application'>;
}

/**
 * Fills an empty house with invented people and sixty requests in every state, all through the acts the
 * pages use, so that the books and the log tell the same story. Returns false when somebody is already here.
 */
export async function seedDemo(house: House, progress: (line: string) => void): Promise<boolean> {
  if ((await house.get(People).list()).length > 0) return false;
  await house.get(DemoPeople).seed();
  await layFoundations(house);
  await openEveryWay(house);
  progress('3 funds, 2 programmes with every way to be paid, and the staff are in');
  const crew = await Crew.of(house);
  await keepBooks(house, crew);
  const queue = house.get(Queue);
  const stories: Story[] = [];
  for (const group of groupsOf(4, requestsFor(house))) {
    const ids = await Promise.all(group.map((request) => crew.ask(request)));
    group.forEach((request, index) =>
      stories.push({ ...request, id: ids[index] as Id<'application'> }),
    );
  }
  await queue.drain();
  progress(`${String(stories.length)} requests are in`);
  await readAndDecide(house, crew, stories);
  progress('reviews and decisions are in');
  await payOut(house, crew, stories);
  progress('payments are on their way');
  return true;
}

const chapterIn =
  (...chapters: readonly Chapter[]) =>
  ({ chapter }: Story): boolean =>
    chapters.includes(chapter);

async function readAndDecide(house: House, crew: Crew, stories: readonly Story[]): Promise<void> {
  for (const story of stories.filter(chapterIn('under_review')))
    await crew.takeUp(story.id, 'reviewer3');
  for (const story of stories.filter(chapterIn('withdrawn')))
    await house.get(Appeals).withdraw(story.id);
  const read = stories.filter(
    chapterIn('reviewed', 'declined', 'appealed', 'waitlisted', 'approved', ...PAYABLE),
  );
  for (const { id, amountMinor } of read) await crew.review(id, Money.of(amountMinor, 'USD'));
  for (const { id, chapter } of stories.filter(chapterIn('declined', 'appealed', 'waitlisted'))) {
    await crew.decline(id, chapter === 'waitlisted' ? 'waitlisted' : 'declined');
  }
  await house.get(Queue).drain();
  for (const { id } of stories.filter(chapterIn('appealed'))) await house.get(Appeals).make(id);
  for (const { id, amountMinor } of stories.filter(chapterIn('approved', ...PAYABLE))) {
    await crew.approve(id, Money.of(amountMinor, 'USD'));
  }
  await house.get(Queue).drain();
}

const PAYABLE: readonly Chapter[] = ['paid', 'returned', 'failed', 'in_batch', 'ready_to_pay'];

/** Three rounds, so that batches of every kind are there to see: sent, waiting for release, not yet built. */
async function payOut(house: House, crew: Crew, stories: readonly Story[]): Promise<void> {
  const queue = house.get(Queue);
  const setUp = async (...chapters: Chapter[]): Promise<void> => {
    for (const group of groupsOf(4, stories.filter(chapterIn(...chapters)))) {
      await Promise.all(
        group.map(({ id, accountNumber, way }) => crew.setUp(id, accountNumber, way.rail)),
      );
    }
    await untilRecipientsAreReady(house);
    await queue.drain();
  };
  await setUp('paid', 'returned', 'failed');
  await crew.pay(true);
  await queue.drain();
  await house.get(Sending).sweep();
  await followThrough(crew, stories);
  await setUp('in_batch');
  await crew.pay(false);
  await setUp('ready_to_pay');
  await house.get(Settlement).poll();
  await queue.drain();
}

/** What people do after the sending: links are used, payments by hand are made. */
async function followThrough(crew: Crew, stories: readonly Story[]): Promise<void> {
  for (const { id, way } of stories) {
    if (way.twist === 'used') await crew.useLink(id, 'card');
    if (way.twist === 'held') await crew.useLink(id, 'vpn');
  }
  await crew.payByHand();
}

/** The provider looks at every new recipient for a moment; nobody can be paid before. */
async function untilRecipientsAreReady(house: House): Promise<void> {
  for (let look = 0; look < 50 && (await lookAfterWays(house)) > 0; look += 1)
    await setTimeout(200);
}

/** The plan, with bank transfers in place of ways that are not switched on here. */
function requestsFor(house: House): PlannedRequest[] {
  const on = house
    .get(RailRegistry)
    .all()
    .map(({ capabilities }) => capabilities.id);
  return planRequests().map((request) =>
    on.includes(request.way.rail) ? request : { ...request, way: { rail: 'stripe-outbound' } },
  );
}

function groupsOf<Item>(size: number, items: readonly Item[]): Item[][] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, index) =>
    items.slice(index * size, (index + 1) * size),
  );
}
