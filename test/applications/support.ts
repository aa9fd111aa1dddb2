import { Applications, type Programme } from '#applications';
import { Money, newId } from '#kernel';
import type { Page, Visitor } from '../../src/cli/story/visitor.js';
import type { RunningService } from '../support/service.js';

/** The rail of the programme under test. */
export const RAIL = 'stripe-outbound';

/** Opens a programme that gives 20 to 1,000 dollars and answers within 3 working days. */
export async function openProgramme(
  service: RunningService,
  changes: Partial<Programme> = {},
): Promise<Programme> {
  const programme: Programme = {
    id: newId('programme'),
    code: 'EMERGENCY',
    name: 'Emergency',
    fund: 'GENERAL',
    currency: 'USD',
    least: Money.of(2000n, 'USD'),
    most: Money.of(100_000n, 'USD'),
    instalments: 1,
    rails: [RAIL],
    railLimits: {},
    answerWithinDays: 3,
    openedAt: service.clock.now(),
    closedAt: null,
    ...changes,
  };
  await service.get(Applications).saveProgramme(programme);
  return programme;
}

type Fields = Readonly<Record<string, string | readonly string[]>>;

/** The shortest way through the form: six answers, everything else skipped. */
const SHORTEST: readonly (readonly [screen: string, fields: Fields])[] = [
  ['/f/1', {}],
  ['/f/2', { fits: 'me' }],
  ['/f/3', { who: 'self' }],
  ['/f/4', { needs: ['housing', 'food'] }],
  ['/f/5', { amount: '450' }],
  ['/f/6', { name: 'Marigold Testname' }],
  ['/f/7', { ways: 'none' }],
  ['/f/9', {}],
  ['/f/10', { rail: RAIL }],
  ['/f/11', {}],
  ['/f/12', {}],
  ['/f/13', {}],
  ['/f/14', { pin: '482915' }],
];

export const PIN = '482915';

/** Walks the shortest way from the start page until `screen` is in front of the visitor. */
export async function walkTo(visitor: Visitor, screen: string): Promise<Page> {
  await visitor.open('/');
  await visitor.follow('/f/1');
  for (const [path, fields] of SHORTEST) {
    if (visitor.page.path === screen) return visitor.page;
    expect(visitor.page.path).toBe(path);
    await visitor.send(fields);
  }
  return visitor.page;
}

/** Sends a request by the shortest way and returns its code, as it was shown. */
export async function sendRequest(visitor: Visitor): Promise<string> {
  await walkTo(visitor, 'the code');
  return codeOn(visitor.page);
}

/** The code on the page that shows it once. */
export function codeOn(page: Page): string {
  const code = /\d{4}(?: \d{4}){3}/.exec(page.text)?.[0];
  expect(code).toBeDefined();
  return code ?? '';
}

/** Signs in with code and PIN and stands on the status page. */
export async function comeBack(visitor: Visitor, code: string): Promise<Page> {
  await visitor.open('/code');
  await visitor.send({ code, pin: PIN });
  expect(visitor.page.path).toBe('/s');
  return visitor.page;
}
