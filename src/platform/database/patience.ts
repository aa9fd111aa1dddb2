import { Socket } from 'node:net';
import { seconds } from '#kernel';

/** How long the service waits for its database, in milliseconds. Drills and tests shorten it; nothing else changes it. */
export class DatabasePatience {
  /** The server ends a statement after this. */
  statementMs = seconds(30);
  /** The server ends a transaction in which nothing happens for this long. */
  idleMs = seconds(60);
  /**
   * A connection on which nothing arrives for this long is cut: its other end is gone without a word, because the server
   * itself would have answered or ended it before. Without this a process waits for the answer for ever.
   */
  silenceMs = seconds(65);
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
