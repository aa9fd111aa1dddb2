import { minutes, type Id } from '#kernel';
import { Intake } from '#applications';
import { signIn, takeCase, sendReview } from '../../src/cli/story/staff.js';
import type { Visitor } from '../../src/cli/story/visitor.js';
import { openTheatre, type Theatre } from '../support/stage.js';

const NAME = 'Zofia-Canary';

/**
 * Goal: a reviewer works by clicking, loses nothing that was typed, and sees no more than the need.
 * Method: plain HTTP without scripts, as demo reviewers.
 */
describe('the reviewers’ pages', () => {
  let theatre: Theatre;
  let rosa: Visitor;
  let ravi: Visitor;
  beforeAll(async () => {
    theatre = await openTheatre();
    rosa = await signedIn('reviewer');
    ravi = await signedIn('reviewer2');
  });
  afterAll(() => theatre.stop());

  const signedIn = async (account: string): Promise<Visitor> => {
    const visitor = theatre.visitor();
    await signIn(visitor, account, theatre.stage.now());
    return visitor;
  };

  const ask = async (amount: string): Promise<string> => {
    const intake = theatre.get(Intake);
    const { applicantId, applicationId } = await intake.startDraft('es');
    await intake.saveStep(applicationId, {
      filledBy: 'self',
      needs: ['housing', 'other'],
      otherNeed: 'A <b>lock</b> for the door',
      when: 'today',
      amount,
      name: NAME,
      channels: [],
      rail: null,
      anythingElse: 'مرحبا 🌱 "quotes" & <script>alert(1)</script>',
    });
    const { submissionKey } = await intake.draftOf(applicantId);
    await intake.submit(applicationId, submissionKey, '739154');
    await theatre.drain();
    return referenceOf(applicationId);
  };
  const referenceOf = async (id: Id<'application'>): Promise<string> => {
    const [row] = await theatre.database.query<{ reference: string }>(
      'select reference from application where id = $1',
      [id],
    );
    return row?.reference ?? '';
  };

  /** The claim runs out while both are still signed in. */
  const thinkFor31Minutes = async (assignment: string): Promise<void> => {
    theatre.clock.advance(minutes(16));
    await ravi.open('/review');
    await rosa.open(`/review/cases/${assignment}`);
    theatre.clock.advance(minutes(15));
  };

  it('show an empty queue kindly', async () => {
    await rosa.open('/review');
    expect(rosa.page.text).toContain('Nothing is waiting here.');
    await rosa.send({}, '/review/next');
    expect(rosa.page.text).toContain('Nothing is waiting for you now.');
  });

  it('ask about a conflict before anything is told, then show the need and never the name', async () => {
    const reference = await ask('400');
    await rosa.open('/review?view=urgent');
    expect(rosa.page.text).toContain(reference);
    expect(rosa.page.text).not.toContain('lock');
    await rosa.send({}, '/review/next');
    expect(rosa.page.text).toContain('Do you know this person or their support worker?');
    expect(rosa.page.text).not.toContain('lock');
    await rosa.send({}, '/conflict');
    expect(rosa.page.status).toBe(422);
    expect(rosa.page.text).toContain('Choose an answer.');

    await rosa.send({ answer: 'unsure' }, '/conflict');
    expect(rosa.page.text).toContain('step back. It costs nothing');
    await rosa.post(formAction(rosa, '/conflict'), { _form: tokenOf(rosa), answer: 'none' });
    expect(rosa.page.text).toContain('Rent or a safe place, Something else');
    expect(rosa.page.text).toContain('A <b>lock</b> for the door');
    expect(rosa.page.html).not.toContain('<script>');
    expect(rosa.page.html).not.toContain(NAME);
  });

  it('keep what was typed when a line is missing, with the same words above and at the field', async () => {
    await rosa.send(
      {
        line1: '4',
        line2: '3',
        recommendation: 'approve',
        amount: '1e3',
        reason: 'NEED_FITS',
        note: 'kept «note»',
      },
      '/check',
    );
    expect(rosa.page.status).toBe(422);
    expect(rosa.page.text.match(/Enter an amount in figures, like 250\./g)).toHaveLength(2);
    expect(rosa.page.text).toContain('Score "How basic the need is".');
    expect(rosa.page.text).toContain('kept «note»');
    expect(rosa.page.html).toMatch(/id="line1-4"[^>]*checked/);
    expect(rosa.page.html).toContain('value="1e3"');
  });

  it('refuse an unknown field and a reason that does not fit', async () => {
    const filled = {
      line1: '4',
      line2: '3',
      line3: '4',
      line4: 'na',
      line5: '4',
      recommendation: 'approve',
      amount: '400',
      reason: 'OTHER_SOURCE',
      note: '',
    };
    await rosa.send({ ...filled, reviewer: 'per_00000000000000000000' }, '/check');
    expect(rosa.page.status).toBe(422);
    await rosa.send(filled, '/check');
    expect(rosa.page.text).toContain('Choose a reason that fits the recommendation.');
  });

  it('check before sending, and close the case afterwards', async () => {
    await rosa.send(
      {
        line1: '4',
        line2: '3',
        line3: '4',
        line4: 'na',
        line5: '4',
        recommendation: 'approve',
        amount: '400',
        reason: 'NEED_FITS',
        note: 'n',
      },
      '/check',
    );
    expect(rosa.page.text).toContain('Check your review');
    expect(rosa.page.text).toContain('3.67 of 4');
    const casePath = formAction(rosa, '/submit').replace('/submit', '');
    await rosa.send({}, '/submit');
    expect(rosa.page.text).toContain('Your review is in.');
    await rosa.open(casePath);
    expect(rosa.page.status).toBe(409);
    expect(rosa.page.text).toContain('Your review of');
    expect(rosa.page.text).not.toContain('lock');
  });

  it('open nobody else’s case, and nothing to other roles', async () => {
    const reference = await ask('410');
    const assignment = await takeCase(rosa, reference);
    await ravi.open(`/review/cases/${assignment}`);
    expect(ravi.page.status).toBe(404);
    const auditor = await signedIn('auditor');
    for (const path of ['/review', `/review/cases/${assignment}`, '/review/holds', '/approve']) {
      expect([path, (await auditor.open(path)).status]).toEqual([path, 403]);
    }
    const stranger = theatre.visitor();
    expect((await stranger.open(`/review/cases/${assignment}`)).path).toContain('/sign-in');
    await rosa.open(`/review/cases/${assignment}`);
    await rosa.send({}, '/hand-back');
    expect(rosa.page.text).toContain('You gave the case back.');
  });

  it('say who took a case after the half hour, and keep what was written', async () => {
    const reference = await ask('420');
    const mine = await takeCase(rosa, reference);
    await thinkFor31Minutes(mine);
    await takeCase(ravi, reference);
    await rosa.send(
      {
        line1: '4',
        recommendation: 'decline',
        reason: 'OTHER_SOURCE',
        note: 'half an hour of thinking',
      },
      '/check',
    );
    expect(rosa.page.status).toBe(409);
    expect(rosa.page.text).toContain('Ravi Menon took it at');
    expect(rosa.page.text).toContain('half an hour of thinking');
  });

  it('let a reviewer go on with everything when nobody took the case meanwhile', async () => {
    const reference = await ask('430');
    await thinkFor31Minutes(await takeCase(rosa, reference));
    await rosa.send(
      { line1: '2', recommendation: 'decline', reason: 'OTHER_SOURCE', note: 'still here' },
      '/check',
    );
    expect(rosa.page.text).toContain(
      'Nobody else has taken it, so you can go on with everything you wrote.',
    );
    await rosa.send({}, '/retake');
    expect(rosa.page.text).toContain('still here');
    expect(rosa.page.html).toMatch(/id="line1-2"[^>]*checked/);
    await sendReview(rosa, { recommendation: 'decline', reason: 'OTHER_SOURCE' });
    expect(rosa.page.text).toContain('Your review is in.');
  });

  it('open a hold that somebody else clears, each behind its own page', async () => {
    const reference = await ask('440');
    await takeCase(rosa, reference);
    await rosa.follow('/hold');
    await rosa.send({}, '/hold');
    expect(rosa.page.status).toBe(422);
    await rosa.send({ reason: 'CONTACT_MAY_HARM' }, '/hold');
    expect(rosa.page.text).toContain('The hold is open.');
    await rosa.open('/review/holds');
    expect(rosa.page.text).toContain('You opened it');
    await ravi.open('/review/holds');
    await ravi.follow('/review/holds/hld_');
    await ravi.send({ reason: 'no' }, '/review/holds/');
    expect(ravi.page.status).toBe(422);
    await ravi.send({ reason: 'Asked the safety officer.' }, '/review/holds/');
    expect(ravi.page.text).toContain('Nothing is on hold.');
  });
});

const formAction = (visitor: Visitor, part: string): string =>
  [...visitor.page.html.matchAll(/action="([^"]*)"/g)]
    .map(([, action = '']) => action)
    .find((action) => action.endsWith(part)) ?? '';

const tokenOf = (visitor: Visitor): string =>
  /name="_form" value="([^"]*)"/.exec(visitor.page.html)?.[1] ?? '';
