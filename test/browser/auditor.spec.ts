import type { Browser } from 'playwright-core';
import { Sealer } from '#audit';
import { GrantStory } from '../../src/cli/story/story.js';
import { AUDITOR_DOORS } from '../../src/web/auditor/doors.js';
import { DESK, openBrowser, PHONE } from '../support/browser.js';
import { openTheatre, type Theatre } from '../support/stage.js';
import { signIn } from './staff-steps.js';
import { Walker } from './walker.js';
import { Watch } from './watch.js';

// Goal: an auditor reads, verifies and samples by clicking, at a desk with scripts and on a phone without.
// Method: the same watch as over a whole grant: accessibility, no sideways scroll, nothing foreign, few bytes.
describe.each([
  ['at a desk with scripts', true, DESK],
  ['on a phone without scripts', false, PHONE],
] as const)('an auditor, %s', (_, hasScripts, device) => {
  let theatre: Theatre;
  let browser: Browser;
  let watch: Watch;
  let auditor: Walker;
  beforeAll(async () => {
    [theatre, browser] = await Promise.all([openTheatre(), openBrowser()]);
    await new GrantStory(theatre.stage, () => undefined).play();
    await theatre.get(Sealer).seal();
    watch = new Watch(browser, theatre.url, hasScripts);
    auditor = new Walker(await watch.open('staff', device), 'staff', watch, theatre.url);
    await signIn(auditor, 'auditor', theatre.stage.now());
  });
  afterAll(async () => {
    await browser.close();
    await theatre.stop();
  });

  it('starts with what needs attention and opens every door', async () => {
    expect(await auditor.text()).toContain('What needs attention');
    for (const { href } of AUDITOR_DOORS) await auditor.open(href);
  });

  it('follows an account to an entry and to what stands behind it', async () => {
    await auditor.open('/audit/entries?account=1110&least=bad', 'with a problem');
    await auditor.open('/audit/entries?account=1110', 'of an account');
    await auditor.pressInRow('payout.initiated', 'link');
    expect(await auditor.text()).toContain('People behind it');
  });

  it('asks for a verification and looks again', async () => {
    await auditor.open('/audit/verification', 'before');
    await auditor.press('Verify everything now', 'waiting');
    expect(await auditor.text()).toContain('It waits for its turn.');
    await theatre.drain();
    await auditor.press('Look again', 'after');
    expect(await auditor.text()).toContain('The last runs');
  });

  it('draws a sample, signs its paper and concludes', async () => {
    await auditor.open('/audit/samples');
    await auditor.press('Monetary-unit');
    await auditor.write('Number of items', '0');
    await auditor.press('Check before you draw', 'with a problem');
    expect(await auditor.text()).toContain('A sample of these entries has 1 to');
    await auditor.write('Number of items', '1');
    await auditor.press('Check before you draw', 'checked');
    await auditor.press('Draw and keep this sample', 'drawn');
    await auditor.press('Paper 1');
    await auditor.press('Sign this paper', 'with a problem');
    for (const choice of await auditor.page.getByLabel('Pass', { exact: true }).all()) {
      await choice.check();
    }
    await auditor.press('Sign this paper', 'signed');
    await auditor.choose('Satisfied: nothing found that matters');
    await auditor.write('What it rests on', 'Every item was looked at.');
    await auditor.press('Sign this conclusion', 'concluded');
    expect(await auditor.text()).toContain('Satisfied: nothing found that matters (version 1');
  });

  it('met no page with a problem', async () => {
    // The browser says aloud that a form was refused; that is what was asked for.
    expect(watch.problems.filter((problem) => !problem.includes('status of 422'))).toEqual([]);
    expect(await watch.heavierThan('staff', 40_000)).toEqual([]);
    expect(watch.judged.size >= 20).toBe(hasScripts);
  });
});
