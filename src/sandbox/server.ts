import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { answerControl } from './control/control-api.js';
import type { Desk } from './control/desk.js';
import {
  BodyTooLarge,
  htmlReply,
  jsonReply,
  readExchange,
  type Exchange,
  type Outcome,
  type Reply,
} from './http/exchange.js';
import type { Fault, Faults } from './http/faults.js';
import type { RequestLog } from './http/request-log.js';
import type { Inbox } from './inbox.js';
import { answerForm } from './page/forms.js';
import { homePage } from './page/home.js';
import { messagePage, stylesheet } from './page/layout.js';
import type { Onboarding } from './page/onboarding.js';
import { isoOf, type SandboxClock } from './sandbox-clock.js';
import type { SmsGateway } from './sms/sms-gateway.js';
import { newId } from './stripe/ids.js';
import type { Showings } from './stripe/issuing/showings.js';
import type { StripeApi } from './stripe/stripe-api.js';
import type { StripeApiV1 } from './stripe/v1/stripe-api-v1.js';
import type { Tremendous } from './tremendous/tremendous.js';

interface Doors {
  readonly api: StripeApi;
  readonly apiV1: StripeApiV1;
  readonly tremendous: Tremendous;
  readonly sms: SmsGateway;
  readonly desk: Desk;
  readonly onboarding: Onboarding;
  readonly showings: Showings;
  readonly inbox: Inbox;
  readonly faults: Faults;
  readonly requests: RequestLog;
  readonly clock: SandboxClock;
}

const pageHeaders = {
  'cache-control': 'no-store',
  'content-security-policy':
    "default-src 'none'; style-src 'self'; base-uri 'none'; frame-ancestors 'none'",
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
};
const letterPolicy = "default-src 'none'; style-src 'unsafe-inline'; sandbox";

/** The HTTP port: the providers' paths meet faults and are recorded; the pages and levers are not. */
export class SandboxServer {
  readonly #server: Server;

  constructor(private readonly doors: Doors) {
    this.#server = createServer((request, response) => {
      this.#handle(request, response).catch((error: unknown) => {
        const message = error instanceof Error ? error.message : 'unknown';
        send(response, jsonReply(500, { error: { type: 'api_error', code: 'sandbox', message } }));
      });
    });
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
    const address = this.#server.address() as AddressInfo;
    return address.port;
  }

  async stop(): Promise<void> {
    await new Promise<void>((resolve) => {
      this.#server.close(() => {
        resolve();
      });
      this.#server.closeAllConnections();
    });
  }

  async #handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    let exchange: Exchange;
    try {
      exchange = await readExchange(request, newId('req'));
    } catch (error) {
      if (!(error instanceof BodyTooLarge)) throw error;
      const body = {
        error: { type: 'invalid_request_error', code: 'too_large', message: error.message },
      };
      send(response, jsonReply(413, body, { connection: 'close' }));
      return;
    }
    const outcome = await this.#answer(exchange);
    if (outcome === 'drop') response.destroy();
    else send(response, outcome);
  }

  async #answer(exchange: Exchange): Promise<Outcome> {
    const { path } = exchange;
    if (path.startsWith('/v2/')) {
      return this.#recorded(exchange, (fault) => this.doors.api.answer(exchange, fault));
    }
    if (path.startsWith('/v1/')) {
      return this.#recorded(exchange, (fault) => this.doors.apiV1.answer(exchange, fault));
    }
    if (path.startsWith('/api/v2/')) {
      return this.#recorded(exchange, (fault) => this.doors.tremendous.api.answer(exchange, fault));
    }
    if (path === '/sms' && exchange.method === 'POST') {
      return this.#recorded(exchange, (fault) => this.doors.sms.answer(exchange, fault));
    }
    if (path === '/health') return jsonReply(200, { status: 'ok' });
    if (path.startsWith('/control/')) {
      return isCrossSite(exchange) ? forbidden() : answerControl(this.doors.desk, exchange);
    }
    return withPageHeaders(await this.#page(exchange));
  }

  async #recorded(
    exchange: Exchange,
    answer: (fault: Fault | null) => Promise<Outcome>,
  ): Promise<Outcome> {
    const fault = this.doors.faults.take(exchange);
    const outcome = await answer(fault);
    this.doors.requests.add(exchange, {
      at: isoOf(this.doors.clock.nowMs()),
      status: outcome === 'drop' ? null : outcome.status,
      fault: fault?.kind ?? null,
      replayed: outcome !== 'drop' && outcome.headers['idempotent-replayed'] === 'true',
    });
    return outcome;
  }

  async #page(exchange: Exchange): Promise<Reply> {
    const { path, method } = exchange;
    if (path === '/sandbox.css') {
      return { status: 200, headers: { 'content-type': 'text/css' }, body: stylesheet };
    }
    if (path === '/stripe.js' || path.startsWith('/elements/')) {
      return this.doors.showings.answer(exchange);
    }
    if (method === 'POST' && isCrossSite(exchange)) return forbidden();
    return this.#ownPage(exchange);
  }

  async #ownPage(exchange: Exchange): Promise<Reply> {
    const { path } = exchange;
    if (path.startsWith('/onboarding/')) return this.doors.onboarding.answer(exchange);
    if (path.startsWith('/rewards/')) return this.doors.tremendous.page.answer(exchange);
    if (path.startsWith('/act/')) return answerForm(this.doors.desk, exchange);
    if (path.startsWith('/inbox/')) return this.#letter(path.slice('/inbox/'.length));
    if (path === '/') return htmlReply(200, homePage(this.doors.desk));
    return htmlReply(404, messagePage('Not found', 'There is nothing at this address.'));
  }

  /** A letter as its sender drew it, without scripts and without anything from elsewhere. */
  #letter(id: string): Reply {
    const html = this.doors.inbox.get(id)?.html ?? null;
    if (html === null) return htmlReply(404, messagePage('Not found', 'There is no such letter.'));
    const reply = htmlReply(200, html);
    return { ...reply, headers: { ...reply.headers, 'content-security-policy': letterPolicy } };
  }
}

/** A page of somebody else must not press the buttons here. */
function isCrossSite({ headers }: Exchange): boolean {
  const site = headers['sec-fetch-site'];
  if (site !== undefined && site !== 'same-origin' && site !== 'none') return true;
  const origin = headers['origin'];
  return origin !== undefined && origin !== 'null' && origin !== `http://${headers['host'] ?? ''}`;
}

function forbidden(): Reply {
  return htmlReply(403, messagePage('Not from here', 'Please use the buttons of this page.'));
}

function withPageHeaders(reply: Reply): Reply {
  return { ...reply, headers: { ...pageHeaders, ...reply.headers } };
}

function send(response: ServerResponse, reply: Reply): void {
  if (response.headersSent || response.destroyed) return;
  response.writeHead(reply.status, {
    ...reply.headers,
    'content-length': Buffer.byteLength(reply.body),
  });
  response.end(reply.body);
}
