import { htmlReply, jsonReply, type Exchange, type Reply } from '../../http/exchange.js';
import type { SandboxClock } from '../../sandbox-clock.js';
import type { Store } from '../../store/store.js';
import { table } from '../../store/table.js';
import { invalidFields } from '../api-error.js';
import { newId } from '../ids.js';
import { issuingCards, numberOf, type CardRecord, type Cards } from './cards.js';
import { secondsOf } from './seconds.js';
import { standInScript } from './stand-in-script.js';

/** A page that may show a card's number: its nonce, and the key made for it, once there is one. */
interface ShowingRecord {
  readonly nonce: string;
  readonly card: string;
  readonly expiresAtMs: number;
  readonly secret: string | null;
}

export const cardShowings = table<ShowingRecord>('cardShowing');

const showingLifeMs = 15 * 60_000;

/** A frame stands in somebody else's page: that is what it is for. */
const framePolicy = "default-src 'none'; style-src 'self'; base-uri 'none'";

/** What one frame shows of a card. The number is invented and pays nothing. */
const parts: Readonly<Record<string, (card: CardRecord) => string>> = {
  number: ({ id }) => numberOf(id).replace(/(\d{4})(?=\d)/g, '$1 '),
  expiry: ({ exp_month: month, exp_year: year }) =>
    `${String(month).padStart(2, '0')}/${String(year)}`,
  cvc: ({ id }) => numberOf(id).slice(7, 10),
};

/**
 * Where a card's number is seen: frames of the provider inside a page that runs its script. The page gets a nonce from
 * the script, its server gets a key for that nonce, and the two together open the frames.
 */
export class Showings {
  constructor(
    private readonly store: Store,
    private readonly clock: SandboxClock,
    private readonly cards: Cards,
  ) {}

  /** A key that opens the frames of one card for a quarter of an hour, to the page that has the nonce. */
  begin(cardId: string, nonce: string): object {
    this.cards.get(cardId);
    const showing = this.#alive(nonce);
    if (showing?.card !== cardId || showing.secret !== null) {
      throw invalidFields('/nonce is unknown, is another card’s, or was used before.');
    }
    const secret = newId('ek_test');
    this.store.put(cardShowings, nonce, { ...showing, secret });
    return {
      id: newId('ephkey'),
      object: 'ephemeral_key',
      created: secondsOf(this.clock),
      expires: Math.trunc(showing.expiresAtMs / 1_000),
      livemode: false,
      secret,
    };
  }

  /** The script, the nonces it asks for, and the frames it puts into the page. */
  answer(exchange: Exchange): Reply {
    if (exchange.path === '/stripe.js') return scriptReply();
    const part = exchange.path.slice('/elements/'.length);
    if (part === 'nonce' && exchange.method === 'POST') return this.#nonce(exchange);
    return this.#frame(part, new URLSearchParams(exchange.search));
  }

  #nonce({ body }: Exchange): Reply {
    const card = new URLSearchParams(body).get('card') ?? '';
    const headers = { 'access-control-allow-origin': '*' };
    if (!this.store.get(issuingCards, card)) {
      return jsonReply(404, { error: { message: 'There is no such card.' } }, headers);
    }
    const nonce = newId('nonce');
    const expiresAtMs = this.clock.nowMs() + showingLifeMs;
    this.store.commit(() => {
      this.store.put(cardShowings, nonce, { nonce, card, expiresAtMs, secret: null });
    });
    return jsonReply(200, { nonce }, headers);
  }

  #frame(part: string, query: URLSearchParams): Reply {
    const showing = this.#alive(query.get('nonce') ?? '');
    const show = Object.hasOwn(parts, part) ? parts[part] : undefined;
    const isOpen =
      showing !== null &&
      showing.secret !== null &&
      showing.secret === query.get('key') &&
      showing.card === query.get('card');
    if (!isOpen || !show) return frameReply(403, 'not shown');
    return frameReply(200, show(this.cards.get(showing.card)));
  }

  #alive(nonce: string): ShowingRecord | null {
    const showing = this.store.get(cardShowings, nonce);
    return showing && showing.expiresAtMs > this.clock.nowMs() ? showing : null;
  }
}

function scriptReply(): Reply {
  const headers = {
    'content-type': 'text/javascript; charset=utf-8',
    'cross-origin-resource-policy': 'cross-origin',
  };
  return { status: 200, headers, body: standInScript };
}

function frameReply(status: number, text: string): Reply {
  const body = `<!doctype html><html lang="en"><meta charset="utf-8"><title>Card</title><meta name="color-scheme" content="light dark"><link rel="stylesheet" href="/sandbox.css"><code>${text}</code></html>`;
  const reply = htmlReply(status, body);
  return { ...reply, headers: { ...reply.headers, 'content-security-policy': framePolicy } };
}
