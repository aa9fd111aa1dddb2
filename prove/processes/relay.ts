import { createHmac } from 'node:crypto';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Chance } from '../simulator/chance.js';
import type { Tally } from './tally.js';

const WAYS = { pass: 70, dropped: 10, twice: 10, late: 4, forged: 3, stale: 3 };
const LATEST_MS = 1_500;
const STALE_SECONDS = 400;

interface RelayParts {
  readonly tally: Tally;
  readonly chance: Chance;
  /** The port of our own door. */
  readonly target: number;
  /** What notices are signed with. */
  readonly secret: string;
}

/** Stands between the provider's notices and our door: loses, repeats, shuffles, forges them and sends old ones. */
export class NoticeRelay {
  /** While calm, everything passes. */
  isCalm = true;
  /** One notice has one mishap, however often it is sent again because of it. */
  readonly #spoilt = new Set<string>();
  readonly #server: Server;

  private constructor(private readonly parts: RelayParts) {
    this.#server = createServer((request, response) => {
      void this.#take(request).then((status) => response.writeHead(status).end());
    });
  }

  static async open(parts: RelayParts): Promise<NoticeRelay> {
    const relay = new NoticeRelay(parts);
    await new Promise<void>((ready) => {
      relay.#server.listen(0, '127.0.0.1', ready);
    });
    return relay;
  }

  get url(): string {
    return `http://127.0.0.1:${String((this.#server.address() as AddressInfo).port)}/`;
  }

  close(): void {
    this.#server.closeAllConnections();
    this.#server.close();
  }

  async #take(request: IncomingMessage): Promise<number> {
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part as Buffer);
    const body = Buffer.concat(parts).toString('utf8');
    const signature = String(request.headers['stripe-signature']);
    const { chance } = this.parts;
    switch (this.#wayOf(body)) {
      case 'dropped':
        return 200;
      case 'late':
        setTimeout(() => void this.#deliver(body, signature), chance.between(50, LATEST_MS));
        return 200;
      case 'twice':
        await this.#deliver(body, signature);
        return this.#deliver(body, signature);
      case 'forged':
        return this.#refused(
          await this.#deliver(body, this.#sign(body, 'whsec_of_somebody_else', 0)),
        );
      case 'stale':
        return this.#refused(
          await this.#deliver(body, this.#sign(body, this.parts.secret, STALE_SECONDS)),
        );
      case 'pass':
        return this.#deliver(body, signature);
    }
  }

  #wayOf(body: string): keyof typeof WAYS {
    const { id } = JSON.parse(body) as { id: string };
    if (this.isCalm || this.#spoilt.has(id)) return 'pass';
    this.#spoilt.add(id);
    const way = this.parts.chance.weighted(WAYS);
    if (way !== 'pass') this.parts.tally.add(`notice_${way}`);
    return way;
  }

  /** A forged or stale one must be refused; the provider then sends a good one. */
  #refused(status: number): number {
    if (status === 200) this.parts.tally.forgeries += 1;
    return 503;
  }

  #sign(body: string, secret: string, age: number): string {
    const seconds = Math.trunc(Date.now() / 1_000) - age;
    const digest = createHmac('sha256', secret)
      .update(`${String(seconds)}.${body}`)
      .digest('hex');
    return `t=${String(seconds)},v1=${digest}`;
  }

  async #deliver(body: string, signature: string): Promise<number> {
    try {
      const response = await fetch(`http://127.0.0.1:${String(this.parts.target)}/`, {
        method: 'POST',
        body,
        headers: { 'stripe-signature': signature },
        signal: AbortSignal.timeout(3_000),
      });
      // An answer that nobody reads keeps its connection open.
      await response.arrayBuffer();
      return response.status;
    } catch {
      return 503;
    }
  }
}
