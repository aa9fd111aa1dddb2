import fastify from 'fastify';
import pg from 'pg';

/**
 * The least a receiver of notices can do and still keep them: one insert for each POST. A program of its own, started
 * with DATABASE_URL and PORT.
 */
const pool = new pg.Pool({ connectionString: process.env['DATABASE_URL'] ?? '', max: 10 });
const server = fastify({ bodyLimit: 65_536 });
server.get('/health', () => 'ok');
server.post<{ Body: { id: string } }>('/', async (request) => {
  await pool.query('insert into bare_notice (id, body) values ($1, $2) on conflict do nothing', [
    request.body.id,
    JSON.stringify(request.body),
  ]);
  return '';
});
await server.listen({ port: Number(process.env['PORT']), host: '127.0.0.1' });
process.once('SIGTERM', () => {
  void Promise.all([server.close(), pool.end()]).then(() => process.exit(0));
});
