import { createServer } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';
import { Money } from '#kernel';
import { LedgerService } from '#ledger';
import { RailRegistry, ProviderNotices, Sending, Settlement } from '#payouts';
import { Queue, UnitOfWork } from '#platform';
import { Hazard } from './hazard.js';
import { openHouse, type House } from './house.js';
import { TOP_UP } from './top-up.js';
import type { DrillSettings } from './settings.js';

const TRIES = 100;

/**
 * One process of the drill. It ends with whoever started it, if nothing else ends it before. Until it is told its part it
 * waits with everything loaded, so that whoever ended is followed at once.
 */
export async function takePart(): Promise<void> {
  process.once('disconnect', () => process.exit(0));
  // What a lost connection throws outside of any call is no reason to end: the next call says so.
  process.on('uncaughtException', () => undefined);
  const settings = await told();
  const house = await openPatiently(settings);
  const hazard = new Hazard(settings);
  hazard.layIn(house.get(UnitOfWork), house.get(RailRegistry));
  process.send?.({ ready: true });
  await new Promise<void>((go) =>
    process.once('message', () => {
      go();
    }),
  );
  await PARTS[settings.role](house, settings);
}

/** Without a database there is no beginning. */
async function openPatiently(settings: DrillSettings): Promise<House> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await openHouse(settings, settings);
    } catch (error) {
      if (tries === TRIES) throw error;
      await wait(200);
    }
  }
}

const PARTS: Record<
  DrillSettings['role'],
  (house: House, settings: DrillSettings) => Promise<void>
> = {
  sender: async (house) => {
    const sending = house.get(Sending);
    for (;;) {
      await sending.sweep().catch(() => undefined);
      await wait(150);
    }
  },
  scheduler: async (house) => {
    const settlement = house.get(Settlement);
    const queue = house.get(Queue);
    for (;;) {
      // It stops when the database is away for too long.
      await queue.check().catch(() => queue.start().catch(() => undefined));
      await settlement.poll().catch(() => undefined);
      await wait(500);
    }
  },
  intake: (house, { port }) => {
    const notices = house.get(ProviderNotices);
    const server = createServer((request, response) => {
      void (async () => {
        const parts: Buffer[] = [];
        for await (const part of request) parts.push(part as Buffer);
        const signature = request.headers['stripe-signature'];
        const status = await notices
          .receive('stripe', Buffer.concat(parts), String(signature))
          .then(() => 200)
          .catch((error: unknown) => (isRefusal(error) ? 400 : 503));
        response.writeHead(status).end();
      })().catch(() => response.destroy());
    });
    server.listen(port, '127.0.0.1');
    return new Promise(() => undefined);
  },
  // Finance books money that was sent to the provider; who does not hear that it is booked, books it again.
  finance: async (house) => {
    const { minor, ...order } = TOP_UP;
    const topUp = { ...order, amount: Money.of(minor, 'USD') } as never;
    await house.get(UnitOfWork).run(() => house.get(LedgerService).post([topUp]));
    process.exit(0);
  },
};

const isRefusal = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && String(error.code).startsWith('NOTICE_');

function told(): Promise<DrillSettings> {
  return new Promise((go) => process.once('message', go));
}
