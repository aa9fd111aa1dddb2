import { Socket } from 'node:net';

const SECOND_MS = 1_000;

/** How long the service waits for its database, in milliseconds. Drills and tests shorten it; nothing else changes it. */
export class DatabasePatience {
  /** The server ends a statement after this. */
  statementMs = 30 * SECOND_MS;
  /** The server ends a transaction in which nothing happens for this long. */
  idleMs = 60 * SECOND_MS;
  /**
   * A connection on which nothing arrives for this long is cut: its other end is gone without a word, because the server
   * itself would have answered or ended it before. Without this a process waits for the answer for ever.
   */
  silenceMs = 65 * SECOND_MS;
}

/** What every connection of the pool is opened with. */
export function connectionSettings({ statementMs, idleMs, silenceMs }: DatabasePatience): object {
  return {
    statement_timeout: statementMs,
    idle_in_transaction_session_timeout: idleMs,
    keepAlive: true,
    stream: () => socketCutAfter(silenceMs),
  };
}

/** The whole connection goes, not one query: what is asked next would queue behind the answer that never comes. */
function socketCutAfter(silenceMs: number): Socket {
  const socket = new Socket();
  return socket.setTimeout(silenceMs, () => {
    socket.destroy(new Error('The database has not answered; its connection was cut.'));
  });
}
