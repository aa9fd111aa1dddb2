import { LogStore, Sealer } from '#audit';
import { Timetable } from '#jobs';
import { days, DomainError, minutes } from '#kernel';
import { FundingService } from '#ledger';
import { Mailer } from '#platform';
import { startService, type RunningService } from '../support/service.js';

const AUDITOR = 'auditor@outside.invalid';
const TREASURER = 'treasurer@outside.invalid';
const SENDER = 'forms@forms.invalid';

describe('the daily mail of a checkpoint', () => {
  let service: RunningService;
  beforeEach(async () => {
    service = await startService({
      CHECKPOINT_MAIL_TO: `${AUDITOR}, ${TREASURER}`,
      MAIL_FROM: SENDER,
    });
    await sealSomething('GEN');
    await yesterday();
  });
  afterEach(() => service.stop());

  const sealSomething = async (code: string): Promise<void> => {
    await service
      .get(FundingService)
      .openFund({ code, name: 'Survivors of trafficking', restriction: 'none' }, 'per_admin');
    await service.get(Sealer).seal();
  };

  /** The database has a clock of its own, which says what day a checkpoint was sealed on. */
  const yesterday = async (): Promise<void> => {
    await service.database.query('alter table checkpoint disable trigger append_only');
    await service.database.query(`update checkpoint set sealed_at = sealed_at - interval '1 day'`);
  };

  /** What a process with `--jobs` does at this minute. */
  const work = async (): Promise<void> => {
    await service.get(Timetable).tick();
    await service.drain();
  };

  /** Addresses of all letters so far. */
  const addresses = (): string[] => service.sandbox.desk.inbox().flatMap(({ to }) => to);

  it('goes to each address once a day', async () => {
    for (let minute = 0; minute < 3; minute += 1) {
      await work();
      service.clock.advance(minutes(1));
    }
    expect(addresses().sort()).toEqual([AUDITOR, TREASURER]);
    service.clock.advance(days(1));
    await work();
    expect(addresses().sort()).toEqual([AUDITOR, AUDITOR, TREASURER, TREASURER]);
  });

  it('holds the signed note of the day that is over and nothing that tells who we are', async () => {
    const [note] = (await service.get(LogStore).checkpoints(1)).map((each) => each.note);
    await sealSomething('TODAY');
    await work();
    for (const { from, subject, text, html } of service.sandbox.desk.inbox()) {
      expect(text.trim()).toBe(
        `${note ?? ''}\n` +
          'Please keep this mail. It fixes everything recorded before it: if the record is changed later,\n' +
          'it will no longer agree with these lines.',
      );
      expect(html).toBeNull();
      expect(subject).toMatch(/^Checkpoint \d+$/);
      expect(from).toMatch(new RegExp(`^Forms <${SENDER}>$`));
      expect(`${from} ${subject} ${text}`).not.toMatch(/surviv|traffick|victim|grant|fund|relief/i);
    }
    expect(addresses()).toHaveLength(2);
  });

  it('reaches one address when the relay refuses another, which is tried again alone', async () => {
    const mailer = service.get(Mailer);
    const send = mailer.send.bind(mailer);
    mailer.send = (letter) =>
      letter.to === AUDITOR
        ? Promise.reject(new DomainError('unavailable', 'MAIL_REFUSED', 'Not today.'))
        : send(letter);
    for (let minute = 0; minute < 3; minute += 1) {
      await work();
      service.clock.advance(minutes(2));
    }
    expect(addresses()).toEqual([TREASURER]);
    mailer.send = send;
    await service.database.query('update graphile_worker._private_jobs set run_at = now()');
    await work();
    expect(addresses().sort()).toEqual([AUDITOR, TREASURER]);
  });
});
