import { DEMO_PEOPLE, DemoPeople } from '#identity';
import { signIn } from '../../src/cli/story/staff.js';
import type { Visitor } from '../../src/cli/story/visitor.js';
import { startService, type RunningService } from '../support/service.js';
import { allRoutes, type Route } from './routes.js';

/** Ids of the right shape of things that do not exist: nothing foreign opens, and nothing is told about it. */
const FOREIGN: Readonly<Record<string, string>> = { screen: '5', part: '1' };
const pathOf = (route: Route): string =>
  route.path.replaceAll(
    /:([a-zA-Z]+)/g,
    (_, name: string) => FOREIGN[name] ?? 'pay_00000000000000000000',
  );

const routes = allRoutes();
const staffRoutes = routes.filter((route) => route.access?.kind === 'staff');

describe('every route', () => {
  let service: RunningService;
  beforeAll(async () => {
    service = await startService();
    await service.get(DemoPeople).seed();
  });
  afterAll(() => service.stop());

  it('says who may use it, and a public one says why', () => {
    expect(routes.length).toBeGreaterThan(60);
    expect(routes.filter((route) => route.access === undefined)).toEqual([]);
    const silent = routes.filter(
      ({ access }) => access?.kind === 'public' && access.reason.split(' ').length < 4,
    );
    expect(silent).toEqual([]);
  });

  it('is there once', () => {
    const names = routes.map(({ method, path }) => `${method} ${path}`);
    expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
  });

  it('stays shut for somebody who is not signed in', async () => {
    const opened: string[] = [];
    for (const route of routes.filter(({ access }) => access?.kind !== 'public')) {
      const answer = await fetch(service.url + pathOf(route), {
        method: route.method,
        redirect: 'manual',
        ...(route.method === 'POST'
          ? { body: '', headers: { 'content-type': 'application/x-www-form-urlencoded' } }
          : {}),
      });
      await answer.arrayBuffer();
      const door = answer.headers.get('location') ?? '';
      const isShut = answer.status === 303 && /^\/(sign-in|code\?ended=1|\?ended=1)$/.test(door);
      if (!isShut) opened.push(`${route.method} ${route.path}: ${String(answer.status)} ${door}`);
    }
    expect(opened).toEqual([]);
  });

  it.each(
    DEMO_PEOPLE.filter(({ email }) => !/\d@/.test(email)).map(
      ({ email, roles }) => [email, roles] as const,
    ),
  )('opens for %s only what their role opens', async (email, roles) => {
    const visitor = service.visitor();
    await signIn(visitor, email.split('@')[0] ?? '', service.clock.now());
    const wrong: string[] = [];
    for (const route of staffRoutes) {
      const answer = await knock(visitor, route);
      const mayEnter =
        route.access?.kind === 'staff' &&
        (route.access.roles.length === 0 ||
          route.access.roles.some((role) => roles.some((own) => own === role)));
      const isShut = answer.status === 403 && answer.text.includes('ROLE_MISSING');
      if (mayEnter === isShut)
        wrong.push(`${route.method} ${route.path}: ${String(answer.status)}`);
      if (answer.status >= 500)
        wrong.push(`${route.method} ${route.path}: ${String(answer.status)}`);
    }
    expect(wrong).toEqual([]);
  });

  it('refuses a form without the token of the session', async () => {
    const visitor = service.visitor();
    // The clock moves on, because a code signs in once.
    service.clock.advance(60_000);
    await signIn(visitor, 'administrator', service.clock.now());
    const page = await visitor.post('/admin/people/invite', {
      name: 'X',
      email: 'x@example.org',
      role: 'auditor',
    });
    expect([403, 404]).toContain(page.status);
    expect(
      await service.database.query(`select 1 from person where email = 'x@example.org'`),
    ).toEqual([]);
  });
});

/** Opens a page, or posts an empty form with the right token, so that only the role decides. */
async function knock(visitor: Visitor, route: Route): Promise<{ status: number; text: string }> {
  if (route.path === '/sign-out') return { status: 200, text: '' };
  if (route.method === 'GET') return visitor.open(pathOf(route));
  const home = await visitor.open('/staff');
  const token = /name="_form" value="([^"]+)"/.exec(home.html)?.[1] ?? '';
  return visitor.post(pathOf(route), { _form: token });
}
