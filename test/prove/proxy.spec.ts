import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { sever, Wire, WIRE_FAULTS } from '../../prove/proxy.js';

describe('A wire', () => {
  let server: Server;
  let port: number;
  beforeAll(async () => {
    server = createServer((socket) => {
      socket.on('error', () => undefined).pipe(socket);
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    ({ port } = server.address() as AddressInfo);
  });
  afterAll(() => new Promise((closed) => server.close(closed)));

  it('lets go of a connection that is just saying goodbye', async () => {
    const socket = connect(port, '127.0.0.1');
    const refused: Error[] = [];
    socket.on('error', (error) => refused.push(error));
    await once(socket, 'connect');
    const closed = endOf(socket);
    socket.end();
    sever(socket);
    await closed;
    expect(refused).toEqual([]);
  });

  it.each(WIRE_FAULTS)('that is bad (%s) lets go of both ends when it is mended', async (fault) => {
    const wire = await Wire.open(port);
    const socket = connect(wire.port, '127.0.0.1').on('error', () => undefined);
    socket.write('Hello');
    await once(socket, 'data');
    const closed = endOf(socket);
    expect(wire.strike(fault)).toBe(1);
    socket.write('Is anybody there?');
    wire.mend();
    await closed;
    await wire.close();
    expect(await connections(server)).toBe(0);
  });
});

/** However it ends. */
function endOf(socket: Socket): Promise<void> {
  return new Promise((ended) => {
    socket
      .on('error', () => undefined)
      .once('close', () => {
        ended();
      });
  });
}

async function connections(server: Server): Promise<number> {
  for (let round = 0; ; round += 1) {
    const count = await new Promise<number>((told) => {
      server.getConnections((_, open) => {
        told(open);
      });
    });
    if (count === 0 || round === 100) return count;
    await new Promise((go) => setTimeout(go, 20));
  }
}
