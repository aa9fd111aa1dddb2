import { createTransport } from 'nodemailer';
import type { RunningSandbox } from '../../src/sandbox/sandbox.js';
import { optionsFromEnvironment } from '../../src/sandbox/settings.js';
import { receiver, standingSandbox } from './support.js';

describe('the inbox', () => {
  let sandbox: RunningSandbox;

  beforeEach(async () => {
    sandbox = await standingSandbox();
  });

  afterEach(async () => {
    await sandbox.stop();
  });

  const sendSms = (body: unknown, token = sandbox.smsToken): Promise<Response> =>
    fetch(`${sandbox.url}/sms`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });

  it('says that it is empty before anything came', async () => {
    expect(await (await fetch(sandbox.url)).text()).toContain('No mail and no text messages yet.');
  });

  it('receives a text message and shows it', async () => {
    const response = await sendSms({ to: '+15555550100', text: 'A note is waiting <b>for you.' });
    expect(response.status).toBe(202);
    const { id } = (await response.json()) as { id: string };
    expect(sandbox.desk.inbox()).toMatchObject([
      { id, kind: 'sms', to: ['+15555550100'], text: 'A note is waiting <b>for you.' },
    ]);
    const html = await (await fetch(sandbox.url)).text();
    expect(html).toContain('A note is waiting &lt;b&gt;for you.');
  });

  it.each([
    ['a number without its country', { to: '5555550100', text: 'Hello' }],
    ['no text', { to: '+15555550100', text: '' }],
    ['a field that is not known', { to: '+15555550100', text: 'Hello', name: 'A' }],
    ['no object', []],
  ])('refuses a text message with %s', async (_, body) => {
    expect((await sendSms(body)).status).toBe(400);
    expect(sandbox.desk.inbox()).toEqual([]);
  });

  it('refuses a text message without the token, and drops one on demand', async () => {
    expect((await sendSms({ to: '+15555550100', text: 'Hello' }, 'wrong')).status).toBe(401);
    sandbox.desk.addFault({ kind: 'status_429', path: '/sms' });
    expect((await sendSms({ to: '+15555550100', text: 'Hello' })).status).toBe(429);
  });

  it('receives a letter with words in any script, newest first, with links to follow', async () => {
    const transport = createTransport(sandbox.smtpUrl);
    for (const [subject, text] of [
      ['Código', 'Su código está listo: http://127.0.0.1/es?a=1&b=2'],
      ['رمز', 'مرحبا 👋'],
    ] as const) {
      await transport.sendMail({
        from: 'Fund <fund@example.org>',
        to: ['one@example.org', 'two@example.org'],
        subject,
        text,
        html: `<p>${text}</p><script>alert(1)</script>`,
      });
    }
    transport.close();
    const [newest, oldest] = sandbox.desk.inbox();
    expect(newest).toMatchObject({ kind: 'mail', subject: 'رمز', from: 'Fund <fund@example.org>' });
    expect(oldest).toMatchObject({ to: ['one@example.org', 'two@example.org'] });
    const html = await (await fetch(sandbox.url)).text();
    expect(html).toContain('<a href="http://127.0.0.1/es?a&#x3D;1&amp;b&#x3D;2">');
    const letter = await fetch(`${sandbox.url}/inbox/${newest?.id ?? ''}`);
    expect(letter.headers.get('content-security-policy')).toContain('sandbox');
  });
});

describe('replies to text messages', () => {
  const press = (sandbox: RunningSandbox, fields: Record<string, string>): Promise<Response> =>
    fetch(`${sandbox.url}/act/reply`, {
      method: 'POST',
      redirect: 'manual',
      body: new URLSearchParams(fields),
    });
  const receive = (sandbox: RunningSandbox): Promise<Response> =>
    fetch(`${sandbox.url}/sms`, {
      method: 'POST',
      headers: { authorization: `Bearer ${sandbox.smsToken}`, 'content-type': 'application/json' },
      body: JSON.stringify({ to: '+15555550100', text: 'Reply STOP to end texts.' }),
    });

  it('go to the service as a gateway hands them over, from the page and by lever', async () => {
    const service = await receiver();
    const sandbox = await standingSandbox({ smsReplyUrl: service.url });
    try {
      await receive(sandbox);
      const page = await (await fetch(sandbox.url)).text();
      expect(page).toContain('action="/act/reply"');
      expect(page).toContain('name="from" value="+15555550100"');
      const pressed = await press(sandbox, { from: '+15555550100', text: 'STOP' });
      expect([pressed.status, pressed.headers.get('location')]).toEqual([303, '/#inbox']);
      const pulled = await fetch(`${sandbox.url}/control/replies`, {
        method: 'POST',
        body: JSON.stringify({ from: '+15555550100', text: 'ALTO' }),
      });
      expect(await pulled.json()).toEqual({ answer: 200 });
      const authorization = `Bearer ${sandbox.smsToken}`;
      expect(service.notices).toMatchObject([
        { body: '{"from":"+15555550100","text":"STOP"}', authorization },
        { body: '{"from":"+15555550100","text":"ALTO"}', authorization },
      ]);
    } finally {
      await sandbox.stop();
      await service.close();
    }
  });

  it('say when the service does not take them', async () => {
    const service = await receiver([401]);
    const sandbox = await standingSandbox({ smsReplyUrl: service.url });
    try {
      const refused = await press(sandbox, { from: '+15555550100', text: 'STOP' });
      expect(refused.status).toBe(400);
      expect(await refused.text()).toContain('did not take the reply (401)');
      await service.close();
      expect(await sandbox.desk.reply('+15555550100', 'STOP')).toBe('no answer');
    } finally {
      await sandbox.stop();
    }
  });

  it('are not offered where nobody listens', async () => {
    const sandbox = await standingSandbox();
    try {
      await receive(sandbox);
      expect(await (await fetch(sandbox.url)).text()).not.toContain('/act/reply');
      expect((await press(sandbox, { from: '+15555550100', text: 'STOP' })).status).toBe(400);
    } finally {
      await sandbox.stop();
    }
  });
});

describe('the environment of the sandbox process', () => {
  const complete = {
    SANDBOX_PORT: '4000',
    SMTP_PORT: '5000',
    WEBHOOK_URL: 'http://127.0.0.1:3000/webhooks/stripe',
    STRIPE_WEBHOOK_SECRET: 'whsec_1',
    STRIPE_SECRET_KEY: 'sk_test_1',
    SMS_GATEWAY_TOKEN: 'token',
    DATA_DIR: '/data',
  };

  it('is read into options', () => {
    expect(optionsFromEnvironment(complete)).toMatchObject({ port: 4000, smtpPort: 5000 });
    expect(optionsFromEnvironment(complete)).not.toHaveProperty('smsReplyUrl');
    const url = 'http://127.0.0.1:3000/webhooks/sms';
    expect(optionsFromEnvironment({ ...complete, SMS_REPLY_URL: url }).smsReplyUrl).toBe(url);
  });

  it('refuses production, missing values and ports that are none', () => {
    for (const name of ['NODE_ENV', 'MODE']) {
      expect(() => optionsFromEnvironment({ ...complete, [name]: 'production' })).toThrow(
        `does not run with ${name}=production`,
      );
    }
    expect(() => optionsFromEnvironment({ ...complete, DATA_DIR: '' })).toThrow('DATA_DIR');
    for (const port of ['70000', '-1', 'x', '1e3']) {
      expect(() => optionsFromEnvironment({ ...complete, SMTP_PORT: port })).toThrow('SMTP_PORT');
    }
  });
});
