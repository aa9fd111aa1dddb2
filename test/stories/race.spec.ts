import { askForHelp } from '../../src/cli/story/applicant.js';
import { signIn } from '../../src/cli/story/staff.js';
import { openTheatre, type Theatre } from '../support/stage.js';

// Goal: two people who press "Take next" at the same moment never hold the same case.
// Method: over HTTP, both requests under way at once, many times.
describe('two reviewers reach for the same case', () => {
  let theatre: Theatre;
  beforeAll(async () => {
    theatre = await openTheatre();
  });
  afterAll(() => theatre.stop());

  it('gives it to one of them, and the next one to the other', async () => {
    for (let index = 0; index < 6; index += 1)
      await askForHelp(theatre.visitor(), { amount: '120' });
    await theatre.drain();
    const [one, other] = [theatre.visitor(), theatre.visitor()];
    await signIn(one, 'reviewer', theatre.stage.now());
    await signIn(other, 'reviewer2', theatre.stage.now());
    for (let round = 0; round < 3; round += 1) {
      await Promise.all([one, other].map((visitor) => visitor.open('/review')));
      await Promise.all([one, other].map((visitor) => visitor.send({}, '/review/next')));
      const [first = '', second = ''] = [one, other].map(
        ({ page }) => /R-[0-9A-Z]{6}/.exec(page.text)?.[0] ?? '',
      );
      expect(first).toMatch(/^R-/);
      expect(second).toMatch(/^R-/);
      expect(first).not.toBe(second);
      await Promise.all([one, other].map((visitor) => visitor.send({}, '/hand-back')));
    }
    const held = await theatre.database.query(
      `select application_id from review_assignment where state in ('offered', 'accepted')
       group by application_id having count(*) > 1`,
    );
    expect(held).toEqual([]);
  });

  it('tells who came second that somebody was faster', async () => {
    await askForHelp(theatre.visitor(), { amount: '133.70' });
    await theatre.drain();
    const [one, other] = [theatre.visitor(), theatre.visitor()];
    await signIn(one, 'reviewer3', theatre.stage.now());
    await signIn(other, 'reviewer', theatre.stage.now());
    await Promise.all([one, other].map((visitor) => visitor.open('/review?view=oldest')));
    const row = one.page.html.split('<tr').find((part) => part.includes('133.70')) ?? '';
    const application = /app_[0-9a-z]+/.exec(row)?.[0] ?? '';
    await one.send({ application }, '/review/take');
    const late = await other.send({ application }, '/review/take');
    expect(late.status).toBe(409);
    expect(late.text).toContain('Another reviewer has this case now.');
  });
});
