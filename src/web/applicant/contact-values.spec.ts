import { channelOf, masked, pathOf, readContactValue } from './contact-values.js';

describe('an address to reach somebody', () => {
  it.each([
    ['202 555 0142', '+12025550142'],
    ['(202) 555-0142', '+12025550142'],
    ['+52 55 1234 5678', '+525512345678'],
    ['２０２ ５５５ ０１４２', '+12025550142'],
    ['٢٠٢ ٥٥٥ ٠١٤٢', '+12025550142'],
  ])('the number %s is kept as typed and known as %s', async (typed, value) => {
    expect(await readContactValue('sms', { value: typed })).toEqual({
      ok: true,
      contact: { typed, value },
    });
  });

  it.each(['12', 'abc', '+1 202 555', '', '0'.repeat(41)])('%p is no number', async (typed) => {
    const reading = await readContactValue('call', { value: typed });
    expect(reading).toMatchObject({
      ok: false,
      problems: [{ field: 'value', message: 'err.phone' }],
      typed: { value: typed },
    });
  });

  it('is shown masked', () => {
    const number = { typed: '202 555 0142', value: '+12025550142' };
    expect(masked('sms', number)).toBe('•••• 0142');
    expect(masked('email', { typed: '🌻rosa@x.org', value: '🌻rosa@x.org' })).toBe('🌻•••@x.org');
  });

  it('has a page whose address does not say which way it is', () => {
    expect(pathOf('sms')).toBe('/f/7/1');
    expect(channelOf('5')).toBe('letter');
    expect(channelOf('6')).toBeUndefined();
    expect(channelOf('sms')).toBeUndefined();
  });
});
