import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { createTransport, type Transporter } from 'nodemailer';
import { DomainError } from '#kernel';
import { Config } from '../config/config.js';

/** A plain-text letter; never HTML, never an attachment. */
export interface Letter {
  readonly to: string;
  readonly subject: string;
  readonly text: string;
}

/** Sends mail through the relay of `SMTP_URL`: the local inbox in demo mode, a real relay otherwise. */
@Injectable()
export class Mailer implements OnApplicationShutdown {
  private readonly transport: Transporter;

  constructor(private readonly config: Config) {
    const { hostname, port, username, password, protocol } = new URL(config.smtpUrl);
    this.transport = createTransport({
      host: hostname,
      port: Number(port || (protocol === 'smtps:' ? 465 : 25)),
      secure: protocol === 'smtps:',
      ...(username === ''
        ? {}
        : { auth: { user: decodeURIComponent(username), pass: decodeURIComponent(password) } }),
      connectionTimeout: 5_000,
      greetingTimeout: 5_000,
      socketTimeout: 10_000,
    });
  }

  /** Throws `MAIL_REFUSED` (unavailable) when the relay does not take it. */
  async send(letter: Letter): Promise<void> {
    try {
      await this.transport.sendMail({
        from: { name: this.config.publicName, address: this.config.mailFrom },
        to: letter.to,
        subject: letter.subject,
        text: letter.text,
        // No trace of our host name or software in the headers.
        xMailer: false,
        messageId: undefined,
        disableFileAccess: true,
        disableUrlAccess: true,
      });
    } catch {
      throw new DomainError(
        'unavailable',
        'MAIL_REFUSED',
        'The mail relay did not take the letter.',
      );
    }
  }

  onApplicationShutdown(): void {
    this.transport.close();
  }
}
