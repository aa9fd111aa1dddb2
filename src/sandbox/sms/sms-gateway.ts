import { jsonBody, jsonReply, type Exchange, type Outcome, type Reply } from '../http/exchange.js';
import type { Fault, Faults } from '../http/faults.js';
import type { Inbox } from '../inbox.js';

const longestText = 1_600;

/** An SMS gateway over HTTP: `POST /sms {to, text}` with a bearer token is accepted with 202. */
export class SmsGateway {
  constructor(
    private readonly inbox: Inbox,
    private readonly faults: Faults,
    private readonly token: string,
  ) {}

  async answer(exchange: Exchange, fault: Fault | null): Promise<Outcome> {
    if (exchange.headers['authorization'] !== `Bearer ${this.token}`) {
      return problem(401, 'unauthorized', 'The token is missing or wrong.');
    }
    return this.faults.apply(fault, () => this.#accept(exchange));
  }

  #accept(exchange: Exchange): Reply {
    let body: unknown;
    try {
      body = jsonBody(exchange);
    } catch {
      return problem(400, 'invalid_json', 'The body is not JSON.');
    }
    if (!isSms(body)) {
      return problem(
        400,
        'invalid_message',
        'Needed: {"to": "+<digits>", "text": 1-1600 letters}.',
      );
    }
    const { id } = this.inbox.add({
      kind: 'sms',
      from: 'SMS gateway',
      to: [body.to],
      subject: '',
      text: body.text,
      html: null,
    });
    return jsonReply(202, { id });
  }
}

function problem(status: number, code: string, message: string): Reply {
  return jsonReply(status, { error: { code, message } });
}

function isSms(value: unknown): value is { readonly to: string; readonly text: string } {
  if (typeof value !== 'object' || value === null) return false;
  const { to, text, ...rest } = value as { to?: unknown; text?: unknown };
  return (
    Object.keys(rest).length === 0 &&
    typeof to === 'string' &&
    /^\+[1-9]\d{6,14}$/.test(to) &&
    typeof text === 'string' &&
    text.length > 0 &&
    text.length <= longestText
  );
}
