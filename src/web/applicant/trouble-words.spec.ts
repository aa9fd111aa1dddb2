import { days, later } from '#kernel';
import { troubleOf, TROUBLES, wayOn, type PayoutView, type Trouble } from '#payouts';
import { hasWords, LANGUAGES } from '#platform';
import { troubleWords } from './trouble-words.js';

const SINCE = new Date('2026-11-23T12:00:00Z');

const told = (trouble: Trouble): Pick<PayoutView, 'state' | 'reason' | 'since' | 'isWithHer'> => {
  const about = { since: SINCE, isWithHer: false };
  if (trouble === 'misdirected' || trouble === 'undeliverable') {
    return { ...about, state: trouble, reason: null };
  }
  return { ...about, state: 'failed', reason: trouble };
};

const words = (trouble: Trouble, language: string, change = {}, now = SINCE) =>
  troubleWords({ ...told(trouble), ...change }, { now, zone: 'America/New_York', language });

describe.each(LANGUAGES)('what she is told about money that is not with her (%s)', (language) => {
  it.each(TROUBLES)('says of %s what happened in words of its own', (trouble) => {
    expect(hasWords(`trouble.${trouble}`)).toBe(true);
    const [what = ''] = words(trouble, language).lines;
    const others = TROUBLES.filter((other) => other !== trouble);
    expect(what.length).toBeGreaterThan(20);
    expect(others.map((other) => words(other, language).lines[0])).not.toContain(what);
  });

  it.each(TROUBLES)(
    'says of %s that nothing is lost and what can be done, without blame',
    (trouble) => {
      const { lines, action } = words(trouble, language);
      expect(lines[1]).toMatch(/safe|seguro/);
      expect(lines.length).toBeGreaterThan(2);
      expect(action.length).toBeGreaterThan(5);
      expect(lines.join(' ')).not.toMatch(
        /\{\{|trouble\.|fail|error|wrong|your fault|R\d\d|ACH|KYC|return code/i,
      );
    },
  );

  it.each(TROUBLES.filter((one) => wayOn(one) === 'wait'))(
    'names the day for %s, says when it has passed, and asks for a choice once nothing else helps',
    (trouble) => {
      const day = language === 'es' ? '26 de noviembre' : 'November 26';
      expect(words(trouble, language).lines[2]).toContain(day);
      expect(words(trouble, language).isOurs).toBe(true);
      const late = words(trouble, language, {}, later(SINCE, days(3) + 1));
      expect(late.lines[2]).toMatch(/late|tarde/);
      expect(late.lines[2]).toContain(day);
      const asked = words(trouble, language, { isWithHer: true });
      expect(asked.isOurs).toBe(false);
      expect(asked.lines.join(' ')).not.toContain(day);
    },
  );
});

describe('why money is not with her', () => {
  it('is how it ended where that says more than the provider', () => {
    expect(troubleOf('misdirected', null)).toBe('misdirected');
    expect(troubleOf('undeliverable', 'unknown')).toBe('undeliverable');
    expect(troubleOf('expired', null)).toBe('expired');
    expect(troubleOf('failed', null)).toBe('unknown');
    expect(troubleOf('returned', 'closed_account')).toBe('closed_account');
  });
});
