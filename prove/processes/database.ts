import pg from 'pg';

/** A running PostgreSQL, as scripts/embedded-postgres.mjs starts it. */
export interface Server {
  readonly adminUrl: string;
  readonly port: number;
  readonly pid: number;
  readonly exited: Promise<string>;
  stop(): Promise<void>;
}

export type StartServer = (choice: { dir: string }) => Promise<Server>;

const DATABASE = 'drill';
const BACKUP = 'drill_backup';

/** The drill's own cluster: it can be crashed and started again, copied and put back. */
export class DrillDatabase {
  #turn: Promise<unknown> = Promise.resolve();

  private constructor(
    private readonly start: StartServer,
    private readonly dir: string,
    private server: Server,
  ) {}

  static async open(start: StartServer, dir: string): Promise<DrillDatabase> {
    const server = await start({ dir });
    const database = new DrillDatabase(start, dir, server);
    await database.asAdmin(`create database ${DATABASE}`);
    return database;
  }

  get port(): number {
    return this.server.port;
  }

  /** The owner's address, straight to the server. */
  get ownerUrl(): string {
    const url = new URL(this.server.adminUrl);
    url.pathname = `/${DATABASE}`;
    return url.href;
  }

  /** Does one thing to the whole database at a time. */
  alone<Result>(work: () => Promise<Result>): Promise<Result> {
    const turn = this.#turn.then(work);
    this.#turn = turn.catch(() => undefined);
    return turn;
  }

  /** An immediate stop, as when the power fails, and a start with recovery. The port is another one afterwards. */
  async crash(): Promise<void> {
    process.kill(this.server.pid, 'SIGQUIT');
    await this.server.exited;
    this.server = await this.start({ dir: this.dir });
  }

  /** Keeps everything as it is now, as a backup does. */
  async backUp(name = BACKUP): Promise<void> {
    await this.asAdmin(`drop database if exists ${name} with (force)`);
    await this.copy(DATABASE, name);
  }

  /** Everything since the backup is forgotten. */
  async restore(name = BACKUP): Promise<void> {
    await this.asAdmin(`drop database ${DATABASE} with (force)`);
    await this.copy(name, DATABASE);
  }

  async query<Row extends pg.QueryResultRow>(sql: string, values: unknown[] = []): Promise<Row[]> {
    return this.with(this.ownerUrl, async (client) => (await client.query<Row>(sql, values)).rows);
  }

  /** Takes every connection the server has for a while, and throws out whoever holds one of the service's. */
  async exhaust(ms: number, pause: (ms: number) => Promise<void>): Promise<number> {
    await this.query(
      `select pg_terminate_backend(pid) from pg_stat_activity where usename = 'fund_service'`,
    );
    const held: pg.Client[] = [];
    for (;;) {
      const client = new pg.Client({ connectionString: this.ownerUrl });
      client.on('error', () => undefined);
      const isIn = await client.connect().then(
        () => true,
        () => false,
      );
      if (!isIn) break;
      held.push(client);
    }
    await pause(ms);
    await Promise.all(held.map((client) => client.end().catch(() => undefined)));
    return held.length;
  }

  stop(): Promise<void> {
    return this.server.stop();
  }

  /** A template must have no visitors. */
  private async copy(from: string, to: string): Promise<void> {
    await this.asAdmin(`alter database ${from} allow_connections false`);
    await this.asAdmin(
      `select pg_terminate_backend(pid, 5000) from pg_stat_activity where datname = '${from}'`,
    );
    try {
      await this.asAdmin(`create database ${to} template ${from} strategy file_copy`);
    } finally {
      await this.asAdmin(`alter database ${from} allow_connections true`);
    }
  }

  private asAdmin(statement: string): Promise<unknown> {
    return this.with(this.server.adminUrl, (client) => client.query(statement));
  }

  private async with<Result>(
    url: string,
    work: (client: pg.Client) => Promise<Result>,
  ): Promise<Result> {
    const client = new pg.Client({ connectionString: url });
    client.on('error', () => undefined);
    await client.connect();
    try {
      return await work(client);
    } finally {
      await client.end().catch(() => undefined);
    }
  }
}
