import { simpleParser, type AddressObject } from 'mailparser';
import { SMTPServer } from 'smtp-server';
import type { Inbox } from '../inbox.js';

const largestMailBytes = 2 * 1024 * 1024;

/** An SMTP server that delivers to nobody: every letter goes into the inbox. */
export class MailSink {
  readonly #server: SMTPServer;

  constructor(inbox: Inbox) {
    this.#server = new SMTPServer({
      authOptional: true,
      disabledCommands: ['STARTTLS'],
      allowInsecureAuth: true,
      disableReverseLookup: true,
      size: largestMailBytes,
      onAuth: (_auth, _session, callback) => {
        callback(null, { user: 'anyone' });
      },
      onData: (stream, session, callback) => {
        simpleParser(stream)
          .then((mail) => {
            inbox.add({
              kind: 'mail',
              from: addressesOf(mail.from).join(', '),
              to: session.envelope.rcptTo.map(({ address }) => address),
              subject: mail.subject ?? '',
              text: mail.text ?? '',
              html: typeof mail.html === 'string' ? mail.html : null,
            });
            callback();
          })
          .catch((error: unknown) => {
            callback(error instanceof Error ? error : new Error('The letter cannot be read.'));
          });
      },
    });
    // A broken connection of one letter must not end the process.
    this.#server.on('error', () => undefined);
  }

  /** Listens, and says on which port. Rejects when the port is taken. */
  async start(port: number, host: string): Promise<number> {
    await new Promise<void>((resolve, reject) => {
      this.#server.once('error', reject);
      this.#server.listen(port, host, () => {
        this.#server.off('error', reject);
        resolve();
      });
    });
    const address = this.#server.server.address();
    if (address === null || typeof address === 'string') {
      throw new Error('The mail sink has no port.');
    }
    return address.port;
  }

  async stop(): Promise<void> {
    await new Promise<void>((resolve) => {
      this.#server.close(() => {
        resolve();
      });
    });
  }
}

function addressesOf(addresses: AddressObject | undefined): string[] {
  return (addresses?.value ?? []).map(({ name, address }) =>
    name === '' ? (address ?? '') : `${name} <${address ?? ''}>`,
  );
}
