import { GrantStory } from '../../src/cli/story/story.js';
import { expectBooksToBalance, openTheatre, type Theatre } from '../support/stage.js';

// Goal: somebody asks for help on a phone and is paid; everybody does their part by clicking.
// Method: over HTTP only, without scripts, against the provider's sandbox.
describe('a person asks for help and is paid', () => {
  let theatre: Theatre;
  beforeAll(async () => {
    theatre = await openTheatre();
  });
  afterAll(() => theatre.stop());

  it('walks the whole way of a grant', async () => {
    const told = await new GrantStory(theatre.stage, () => undefined).play();
    const facts = Object.fromEntries(told.map(({ step, facts }) => [step, facts]));
    expect(facts['reads that the money was sent']?.['status']).toContain('We sent you $4');
    expect(facts['compares with the provider']).toEqual({ openBreaks: '0' });
    expect(facts['exports the books']?.['acts']).toEqual(
      expect.arrayContaining(['PayoutReleased', 'PayoutPaid']),
    );
    const entries = [facts['exports the books']?.['entries'] ?? []].flat();
    expect(entries.map((entry) => entry.split(' ')[1])).toEqual([
      'award.reserved',
      'award.approved',
      'award.notified',
      'payout.initiated',
      'payout.settled',
    ]);
    // Nothing about her left the house before she said that it may.
    const consents = await theatre.database.query<{ before: boolean }>(
      `select consent.seq < sent.seq as before from audit_event consent, audit_event sent
       where consent.act = 'ReleaseGranted' and sent.act = 'PayoutAccepted'`,
    );
    expect(consents).toEqual([{ before: true }]);
    await expectBooksToBalance(theatre);
  });
});
