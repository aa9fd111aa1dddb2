import { define } from './setting.js';

const boolean = (text: string): boolean => {
  if (text === 'yes') return true;
  if (text === 'no') return false;
  throw new Error('say yes or no');
};
const text = (value: string): string => value.trim();
const whole =
  (least: number, most: number) =>
  (value: string): number => {
    const count = Number(value);
    if (/^[0-9]+$/.test(value) && count >= least && count <= most) return count;
    throw new Error(`give a whole number from ${String(least)} to ${String(most)}`);
  };
const url =
  (...protocols: string[]) =>
  (value: string): string => {
    if (URL.canParse(value) && protocols.includes(new URL(value).protocol)) return value;
    throw new Error(`give an address that starts with ${protocols.join('// or ')}//`);
  };
const oneOf =
  <Choice extends string>(...choices: Choice[]) =>
  (value: string): Choice => {
    const found = choices.find((choice) => choice === value);
    if (found !== undefined) return found;
    throw new Error(`choose one of ${choices.join(', ')}`);
  };
const timeZone = (value: string): string => {
  new Intl.DateTimeFormat('en', { timeZone: value });
  return value;
};

/** Words that would tell an onlooker of a bank statement or an inbox what this money is for. */
const TELLING_WORDS =
  /traffick|survivor|victim|rescue|resilien|polaris|abuse|emergency|grant|shelter|crisis|violen|charit|relief/i;
const neutral =
  (least: number, most: number) =>
  (value: string): string => {
    if (TELLING_WORDS.test(value)) throw new Error('choose words that say nothing to an onlooker');
    if (value.length >= least && value.length <= most) return value;
    throw new Error(`use ${String(least)} to ${String(most)} characters`);
  };

const isLocal = (value: string): boolean =>
  ['127.0.0.1', 'localhost', '[::1]'].includes(new URL(value).hostname);

/**
 * Every setting there is, in one table: it validates the environment at boot and prints itself
 * into docs/operating.md. `unsafe` names what production refuses, as a sentence that says what to set.
 */
export const SETTINGS = {
  mode: define({
    name: 'MODE',
    fallback: 'production',
    read: oneOf('production', 'demo'),
    meaning:
      'demo allows the sandbox, demo data and the embedded database; anything else is production.',
  }),
  port: define({
    name: 'PORT',
    fallback: '3000',
    read: whole(0, 65_535),
    meaning: 'Port of the web server.',
  }),
  host: define({
    name: 'HOST',
    fallback: '127.0.0.1',
    read: text,
    meaning: 'Address the web server listens on; 0.0.0.0 inside a container.',
  }),
  dataDir: define({
    name: 'DATA_DIR',
    fallback: '.data',
    read: text,
    meaning: 'Folder of the embedded database, the local key ring and demo secrets.',
  }),
  publicUrl: define({
    name: 'PUBLIC_URL',
    fallback: 'http://127.0.0.1:3000',
    read: url('http:', 'https:'),
    meaning: 'Address people type. Cookies are Secure when it is https.',
    unsafe: (value) =>
      value.startsWith('https://')
        ? null
        : 'Set PUBLIC_URL to the https address of this service: without it sessions travel in the clear.',
  }),
  databaseUrl: define({
    name: 'DATABASE_URL',
    read: url('postgres:', 'postgresql:'),
    secret: true,
    meaning: 'Login of the service (fund_service): it can append to the books but not change them.',
  }),
  databaseOwnerUrl: define({
    name: 'DATABASE_OWNER_URL',
    fallback: '',
    read: (value) => (value === '' ? '' : url('postgres:', 'postgresql:')(value)),
    secret: true,
    meaning: 'Login that may migrate; used by `fund migrate` only.',
    unsafe: (value) =>
      value === ''
        ? null
        : 'Unset DATABASE_OWNER_URL for the running service: only `fund migrate` may hold the owner login.',
  }),
  databaseEmbedded: define({
    name: 'DATABASE_EMBEDDED',
    fallback: 'no',
    read: boolean,
    meaning: 'Set by `npm start` when it runs the embedded PostgreSQL.',
    unsafe: (value) =>
      value
        ? 'Set DATABASE_URL to a PostgreSQL of your own: the embedded one is for trying out.'
        : null,
  }),
  keyRingFile: define({
    name: 'KEY_RING_FILE',
    fallback: '',
    read: text,
    meaning: 'File of the local key ring (mode 0600); DATA_DIR/key-ring.json when empty.',
  }),
  keyRingLocal: define({
    name: 'KEY_RING_LOCAL_ACKNOWLEDGED',
    fallback: 'no',
    read: boolean,
    meaning:
      'yes states that the key ring file is backed up apart from the database and its backups.',
    unsafe: (value) =>
      value
        ? null
        : 'Set KEY_RING_LOCAL_ACKNOWLEDGED=yes once the key ring file is kept and backed up apart from the database.',
  }),
  logKeyFile: define({
    name: 'LOG_KEY_FILE',
    fallback: '',
    read: text,
    meaning:
      "File of the log's signing key (mode 0600); DATA_DIR/log-key.json when empty. Shared by all processes.",
  }),
  logOrigin: define({
    name: 'LOG_ORIGIN',
    fallback: 'forms.invalid/log',
    read: (value) => {
      if (/^[a-z0-9.-]+(\/[a-z0-9._-]+)+$/.test(value) && !TELLING_WORDS.test(value)) return value;
      throw new Error('give a name like example.org/log whose words say nothing to an onlooker');
    },
    meaning: 'Name of the log on its checkpoints, like example.org/log. The first seal fixes it.',
    unsafe: (value) =>
      value === 'forms.invalid/log'
        ? 'Set LOG_ORIGIN to a name under a domain of your own: it is on every checkpoint for ever.'
        : null,
  }),
  checkpointFolder: define({
    name: 'CHECKPOINT_FOLDER',
    fallback: '',
    read: text,
    meaning:
      'Folder checkpoints are published to, apart from the database; DATA_DIR/checkpoints when empty.',
  }),
  checkpointMailTo: define({
    name: 'CHECKPOINT_MAIL_TO',
    fallback: '',
    read: (value) => {
      const addresses = value
        .split(',')
        .map((address) => address.trim())
        .filter(Boolean);
      if (addresses.every((address) => /^[^@\s]+@[^@\s]+$/.test(address))) return addresses;
      throw new Error('give mail addresses, separated by commas');
    },
    meaning: "Who gets each day's checkpoint by mail (auditor, treasurer, board), comma-separated.",
  }),
  witnessesNeeded: define({
    name: 'WITNESSES_NEEDED',
    fallback: '0',
    read: whole(0, 10),
    meaning: 'How many registered witnesses must have cosigned before a period may close.',
  }),
  stripeApiUrl: define({
    name: 'STRIPE_API_URL',
    fallback: 'https://api.stripe.com',
    read: url('http:', 'https:'),
    meaning: "Stripe's API, or the sandbox's address in demo mode.",
    unsafe: (value) =>
      value === 'https://api.stripe.com'
        ? null
        : 'Unset STRIPE_API_URL: the sandbox never pays anybody.',
  }),
  stripeSecretKey: define({
    name: 'STRIPE_SECRET_KEY',
    read: text,
    secret: true,
    meaning: "Stripe's secret key.",
    unsafe: (value) =>
      /^(sk|rk)_live_/.test(value)
        ? null
        : 'Set STRIPE_SECRET_KEY to a live key of your account: test keys move no money.',
  }),
  stripeWebhookSecrets: define({
    name: 'STRIPE_WEBHOOK_SECRETS',
    read: (value) => {
      const secrets = value.split(',').map((secret) => secret.trim());
      if (secrets.length <= 6 && secrets.every((secret) => secret.length >= 16)) return secrets;
      throw new Error(
        'give the secret of each endpoint (up to three), two of each during a rotation, each of 16 characters or more',
      );
    },
    secret: true,
    meaning:
      'Signing secrets of the webhook endpoints (up to three), separated by commas; two of each during a rotation.',
    unsafe: (value) =>
      value.every((secret) => secret.startsWith('whsec_') && !secret.includes('demo'))
        ? null
        : 'Set STRIPE_WEBHOOK_SECRETS to the signing secret that Stripe shows for your endpoint.',
  }),
  stripeFinancialAccount: define({
    name: 'STRIPE_FINANCIAL_ACCOUNT',
    fallback: 'fa_sandbox_main',
    read: text,
    meaning: 'Financial account that payouts are paid from.',
    unsafe: (value) =>
      value === 'fa_sandbox_main'
        ? 'Set STRIPE_FINANCIAL_ACCOUNT to the financial account that payouts leave from.'
        : null,
  }),
  stripeConnect: define({
    name: 'STRIPE_CONNECT',
    fallback: 'no',
    read: boolean,
    meaning:
      'yes switches on payments through accounts at Stripe: Stripe asks the person for her identity and may write to her.',
  }),
  stripePublishableKey: define({
    name: 'STRIPE_PUBLISHABLE_KEY',
    fallback: '',
    read: text,
    meaning:
      'Switches prepaid cards on, which carry a legal name. Demo mode only: the bank behind the cards asks each person to accept its terms, which is not part of this version.',
    unsafe: (value) =>
      value === ''
        ? null
        : 'Unset STRIPE_PUBLISHABLE_KEY: the bank behind the cards asks each person to accept its terms, which is not part of this version.',
  }),
  stripeJsUrl: define({
    name: 'STRIPE_JS_URL',
    fallback: 'https://js.stripe.com/v3/?advancedFraudSignals=false',
    read: url('http:', 'https:'),
    meaning:
      "Stripe's script, which shows the number of a card; only the page with the number runs it. The sandbox's in demo mode.",
    unsafe: (value) =>
      value.startsWith('https://js.stripe.com/')
        ? null
        : 'Unset STRIPE_JS_URL: only the script of Stripe shows numbers of cards.',
  }),
  tremendousApiUrl: define({
    name: 'TREMENDOUS_API_URL',
    fallback: 'https://api.tremendous.com',
    read: url('http:', 'https:'),
    meaning: "Tremendous's API, or the sandbox's address in demo mode.",
    unsafe: (value) =>
      value === 'https://api.tremendous.com'
        ? null
        : 'Unset TREMENDOUS_API_URL: the sandbox never pays anybody.',
  }),
  tremendousApiKey: define({
    name: 'TREMENDOUS_API_KEY',
    fallback: '',
    read: text,
    secret: true,
    meaning: "Tremendous's API key; without it nobody is paid by link.",
    unsafe: (value) =>
      value.startsWith('TEST_')
        ? 'Set TREMENDOUS_API_KEY to a live key of your account: test keys move no money.'
        : null,
  }),
  tremendousWebhookSecrets: define({
    name: 'TREMENDOUS_WEBHOOK_SECRET',
    fallback: '',
    read: (value) => {
      const secrets = value.split(',').map((secret) => secret.trim());
      if (value === '') return [];
      if (secrets.length <= 2 && secrets.every((secret) => secret.length >= 16)) return secrets;
      throw new Error('give one secret, or two during a rotation, each of 16 characters or more');
    },
    secret: true,
    meaning: "Private key of Tremendous's webhook; two, separated by a comma, during a rotation.",
  }),
  tremendousCampaign: define({
    name: 'TREMENDOUS_CAMPAIGN',
    fallback: 'CAMPAIGNPLAIN',
    read: text,
    meaning: 'Campaign with neutral words whose fees are charged to the sender.',
  }),
  statementDescriptor: define({
    name: 'STATEMENT_DESCRIPTOR',
    fallback: 'CEDAR PAYMENTS',
    read: neutral(3, 22),
    meaning:
      'What a bank statement shows (3-22 characters; ACH shows the first 10). Must say nothing.',
  }),
  publicName: define({
    name: 'PUBLIC_NAME',
    fallback: 'Forms',
    read: neutral(2, 30),
    meaning: 'Name in page titles, mail senders and text messages. Must say nothing.',
  }),
  safeExitUrl: define({
    name: 'SAFE_EXIT_URL',
    fallback: 'https://www.weather.gov/',
    read: url('https:'),
    meaning: 'Where the "Leave this site" button goes. Not a search engine and not a mailbox.',
  }),
  smtpUrl: define({
    name: 'SMTP_URL',
    read: url('smtp:', 'smtps:'),
    secret: true,
    meaning: 'Mail relay. The local inbox in demo mode.',
    unsafe: (value) =>
      isLocal(value) ? 'Set SMTP_URL to a mail relay: the local inbox delivers to nobody.' : null,
  }),
  mailFrom: define({
    name: 'MAIL_FROM',
    fallback: 'forms@forms.invalid',
    read: (value) => {
      if (/^[^@\s]+@[^@\s]+$/.test(value) && !TELLING_WORDS.test(value)) return value;
      throw new Error('give an address whose words say nothing to an onlooker');
    },
    meaning: 'Sender of mail. Must say nothing.',
    unsafe: (value) =>
      value.endsWith('.invalid') ? 'Set MAIL_FROM to an address of your own domain.' : null,
  }),
  smsGatewayUrl: define({
    name: 'SMS_GATEWAY_URL',
    read: url('http:', 'https:'),
    meaning: 'HTTP SMS gateway: POST {to, text} with a bearer token. The local inbox in demo mode.',
    unsafe: (value) =>
      isLocal(value)
        ? 'Set SMS_GATEWAY_URL to an SMS gateway: the local inbox delivers to nobody.'
        : null,
  }),
  smsGatewayToken: define({
    name: 'SMS_GATEWAY_TOKEN',
    read: text,
    secret: true,
    meaning: 'Bearer token of the SMS gateway.',
    unsafe: (value) =>
      value.includes('demo') || value.length < 16
        ? 'Set SMS_GATEWAY_TOKEN to the token of your gateway (16 characters or more).'
        : null,
  }),
  inboxUrl: define({
    name: 'INBOX_URL',
    fallback: '',
    read: text,
    meaning: 'Address of the local inbox, shown on the sign-in page in demo mode.',
    unsafe: (value) =>
      value === '' ? null : 'Unset INBOX_URL: the local inbox shows mail to anybody.',
  }),
  timeZone: define({
    name: 'TIME_ZONE',
    fallback: 'America/New_York',
    read: timeZone,
    meaning: "The programmes' time zone: safe contact times, due dates and promised dates.",
  }),
  helpPhone: define({
    name: 'HELP_PHONE',
    fallback: '1-555-0100',
    read: text,
    meaning: 'Telephone number on the public pages.',
    unsafe: (value) =>
      value.includes('555-01') ? 'Set HELP_PHONE to the number people should call for help.' : null,
  }),
  emergencyNumber: define({
    name: 'EMERGENCY_NUMBER',
    fallback: '911',
    read: text,
    meaning: "The region's emergency number, on the public pages.",
  }),
  coolingOffHours: define({
    name: 'COOLING_OFF_HOURS',
    fallback: '24',
    read: whole(0, 168),
    meaning: 'How long a changed payout method waits before money may go to it.',
  }),
  logLevel: define({
    name: 'LOG_LEVEL',
    fallback: 'info',
    read: oneOf('error', 'warn', 'info', 'debug', 'silent'),
    meaning: 'How much the service logs.',
  }),
};
