import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Config } from '#platform';

/** The only cookies there are. Their names say nothing, they end with the browser session, and scripts cannot read them. */
export type CookieName = 's' | 'a' | 'l';

const nameOf = (config: Config, name: CookieName): string =>
  config.secureCookies ? `__Host-${name}` : name;

/** `s` staff session, `a` applicant session, `l` language. */
export function setCookie(
  reply: FastifyReply,
  config: Config,
  name: CookieName,
  value: string,
): void {
  void reply.setCookie(nameOf(config, name), value, {
    path: '/',
    httpOnly: true,
    sameSite: name === 'l' ? 'lax' : 'strict',
    secure: config.secureCookies,
  });
}

export function clearCookie(reply: FastifyReply, config: Config, name: CookieName): void {
  void reply.clearCookie(nameOf(config, name), { path: '/', secure: config.secureCookies });
}

export function readCookie(
  request: FastifyRequest,
  config: Config,
  name: CookieName,
): string | undefined {
  return request.cookies[nameOf(config, name)];
}
