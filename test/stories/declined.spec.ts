import { askForHelp, comeBack, type WayBack } from '../../src/cli/story/applicant.js';
import { decide, sendReview, signIn, takeCase } from '../../src/cli/story/staff.js';
import type { Visitor } from '../../src/cli/story/visitor.js';
import { expectBooksToBalance, openTheatre, type Theatre } from '../support/stage.js';

// Goal: a no is true, kind and not the end: she reads why, asks again, and different people look.
// Method: over HTTP only.
describe('a person is told no', () => {
  let theatre: Theatre;
  let applicant: Visitor;
  let wayBack: WayBack;
  let reference = '';
  beforeAll(async () => {
    theatre = await openTheatre();
    applicant = theatre.visitor('es-MX,es;q=0.9');
    wayBack = await askForHelp(applicant, { amount: '612.34', needs: ['travel'] });
    await theatre.drain();
  });
  afterAll(() => theatre.stop());

  const staff = async (account: string): Promise<Visitor> => {
    const visitor = theatre.visitor();
    await signIn(visitor, account, theatre.stage.now());
    return visitor;
  };

  it('reads the true reason in her language, and that it is not about her', async () => {
    for (const account of ['reviewer', 'reviewer2']) {
      const reviewer = await staff(account);
      await takeCase(reviewer, '612.34');
      reference = /R-[0-9A-Z]{6}/.exec(reviewer.page.text)?.[0] ?? '';
      await sendReview(reviewer, {
        recommendation: 'decline',
        reason: 'NEED_OUTSIDE',
        points: '1',
      });
    }
    const approver = await staff('approver');
    await decide(approver, reference, { outcome: 'decline', declineReason: 'NEED_OUTSIDE' });
    await theatre.drain();

    await comeBack(applicant, wayBack);
    expect(applicant.page.text).toContain('No podemos enviar dinero para esta solicitud');
    expect(applicant.page.text).toContain('No es por usted');
    expect(applicant.page.html).toContain('/s/again');
    expect(applicant.page.text).not.toMatch(/denied|rejected|failed|rechazad|negad/i);
  });

  it('asks us to look again, and somebody else does', async () => {
    await applicant.follow('/s/again');
    await applicant.send({ words: 'El viaje es para ver a mi hija.' });
    expect(applicant.page.text).toContain('Otra persona');
    await theatre.drain();

    const first = await staff('reviewer');
    await first.open('/review?view=oldest');
    expect(first.page.text).not.toContain(reference);

    for (const account of ['reviewer3']) {
      const another = await staff(account);
      await takeCase(another, reference);
      expect(another.page.text).toContain('El viaje es para ver a mi hija.');
      await sendReview(another, { recommendation: 'approve', amount: '612.34' });
    }
    const [state] = await theatre.database.query<{ state: string }>(
      'select state from application where reference = $1',
      [reference],
    );
    // Above the first tier two reviews are needed; both people of the first round stay out of it.
    expect(state?.state).toBe('in_review');
  });

  it('cannot ask a second time', async () => {
    await comeBack(applicant, wayBack);
    expect(applicant.page.html).not.toContain('/s/again');
    const page = await applicant.open('/s/again');
    expect(page.status).toBe(409);
    await expectBooksToBalance(theatre);
  });
});
