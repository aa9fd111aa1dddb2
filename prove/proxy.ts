import { createServer, connect, type AddressInfo, type Server, type Socket } from 'node:net';

/**
 * What a wire does to those who trust it: `half_open` carries nothing any more and says nothing, `reset` cuts, `drip`
 * carries one byte a second.
 */
export const WIRE_FAULTS = ['half_open', 'reset', 'drip'] as const;

export type WireFault = (typeof WIRE_FAULTS)[number];

interface Link {
  readonly near: Socket;
  readonly far: Socket;
  fault: WireFault | null;
}

const DRIP_MS = 1_000;

/** A TCP wire between two programs that can be made bad, and can be led to another port. */
export class Wire {
  readonly #links = new Set<Link>();
  readonly #server: Server;
  #target: number;

  private constructor(target: number) {
    this.#target = target;
    this.#server = createServer((near) => {
      this.#join(near);
    });
  }

  static async open(target: number): Promise<Wire> {
    const wire = new Wire(target);
    await new Promise<void>((ready) => {
      wire.#server.listen(0, '127.0.0.1', ready);
    });
    return wire;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  /** New connections go there from now on. */
  leadTo(target: number): void {
    this.#target = target;
  }

  /** Hits every connection that stands now; returns how many. They stay so until their ends let go. */
  strike(fault: WireFault): number {
    let struck = 0;
    for (const link of this.#links) {
      if (link.fault !== null) continue;
      struck += 1;
      link.fault = fault;
      if (fault === 'reset') cut(link);
    }
    return struck;
  }

  /** Cuts whatever was made bad, as its ends would in the long run. */
  mend(): void {
    for (const link of this.#links) if (link.fault !== null) cut(link);
  }

  async close(): Promise<void> {
    for (const link of this.#links) cut(link);
    await new Promise<void>((closed) => {
      this.#server.close(() => {
        closed();
      });
    });
  }

  #join(near: Socket): void {
    const far = connect(this.#target, '127.0.0.1');
    const link: Link = { near, far, fault: null };
    this.#links.add(link);
    for (const [from, to] of [
      [near, far],
      [far, near],
    ] as const) {
      from.setNoDelay(true);
      from.on('data', (bytes) => {
        carry(link, to, bytes);
      });
      from.on('error', () => {
        cut(link);
      });
      from.on('end', () => {
        // Of a half-open connection nobody hears that it ended.
        if (link.fault !== 'half_open') to.end();
      });
      from.on('close', () => {
        // A link stands until both its ends are gone, so that `close` cuts the end that heard nothing too.
        if (to.destroyed) this.#links.delete(link);
        else if (link.fault !== 'half_open') to.destroy();
      });
    }
  }
}

function carry(link: Link, to: Socket, bytes: Uint8Array): void {
  if (link.fault === 'half_open' || to.destroyed) return;
  if (link.fault === null) {
    to.write(bytes);
    return;
  }
  bytes.forEach((_, at) => {
    setTimeout(() => {
      if (!to.destroyed) to.write(bytes.subarray(at, at + 1));
    }, at * DRIP_MS).unref();
  });
}

function cut({ near, far }: Link): void {
  sever(near);
  sever(far);
}

/**
 * Cuts a connection. One that is just saying goodbye cannot be reset: the system refuses, and Node then never closes the
 * socket, which keeps the whole process from ending.
 */
export function sever(socket: Socket): void {
  if (socket.writableEnded) socket.destroy();
  else socket.resetAndDestroy();
}
