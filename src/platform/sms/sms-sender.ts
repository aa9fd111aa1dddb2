import { Injectable } from '@nestjs/common';
import { DomainError } from '#kernel';
import { Config } from '../config/config.js';
import { HttpClient } from '../http-client/http-client.js';

/** Sends text messages through the HTTP gateway of `SMS_GATEWAY_URL`: POST {to, text}, bearer token, 2xx is taken. */
@Injectable()
export class SmsSender {
  constructor(
    private readonly config: Config,
    private readonly http: HttpClient,
  ) {}

  /** `to` in E.164. Throws `SMS_REFUSED` (unavailable) when the gateway does not take it. */
  async send(to: string, text: string): Promise<void> {
    const answer = await this.http.send({
      method: 'POST',
      url: this.config.smsGatewayUrl,
      headers: {
        authorization: `Bearer ${this.config.smsGatewayToken}`,
        'content-type': 'application/json',
      },
      body: JSON.stringify({ to, text }),
      timeoutMs: 10_000,
    });
    if (answer.status < 200 || answer.status > 299) {
      throw new DomainError(
        'unavailable',
        'SMS_REFUSED',
        'The SMS gateway did not take the message.',
      );
    }
  }
}
