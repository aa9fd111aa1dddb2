import cookie from '@fastify/cookie';
import formbody from '@fastify/formbody';
import type { Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { DomainError } from '#kernel';
import { LARGEST_PROOF_BYTES } from '#payouts';
import { Config, isLanguage, Log } from '#platform';
import { compress } from './http/compression.js';
import { readCookie } from './http/cookies.js';
import { securityHeaders } from './http/headers.js';
import { acceptUploads } from './http/upload.js';
import { setLanguage } from './http/visitor.js';

/** No form of ours comes near it; a longer body is somebody's mistake or malice. */
const LARGEST_BODY_BYTES = 65_536;

/** What a provider tells is a few kilobytes; a whole object with all its parts stays far below this. */
const LARGEST_NOTICE_BYTES = 1_000_000;

/** The forms with a file: proof that a payment by hand was made, or that it came back. */
const PROOFS = {
  path: /^\/finance\/manual\/mpy_\w+\/(carried-out|came-back)$/,
  largestBytes: LARGEST_PROOF_BYTES + LARGEST_BODY_BYTES,
};

/** The whole service as one application, ready to listen. */
export async function createWebApp(root: Type): Promise<NestFastifyApplication> {
  const app = await NestFactory.create<NestFastifyApplication>(root, webAdapter(), WEB_OPTIONS);
  return prepareWebApp(app);
}

/** How Nest is made: it parses no body and writes no log of its own. */
export const WEB_OPTIONS = {
  // Nest's own lines quote addresses and messages; what matters is logged through Log.
  logger: false,
  bodyParser: false,
  abortOnError: false,
} as const;

/** Fastify with our limits. */
export function webAdapter(): FastifyAdapter {
  return new FastifyAdapter({
    bodyLimit: LARGEST_BODY_BYTES,
    // A body that trickles in holds a connection; a form is short.
    requestTimeout: 20_000,
    // Ids in addresses are ours; anything longer is refused by the router.
    routerOptions: { maxParamLength: 64 },
  });
}

/** Parsers and hooks that every request passes. */
export async function prepareWebApp(app: NestFastifyApplication): Promise<NestFastifyApplication> {
  const config = app.get(Config);
  const log = app.get(Log);
  const fastify: FastifyInstance = app.getHttpAdapter().getInstance();
  await fastify.register(cookie);
  await fastify.register(formbody, { bodyLimit: LARGEST_BODY_BYTES });
  acceptRawNotices(fastify);
  acceptUploads(fastify, PROOFS);
  fastify.addHook('onRequest', (request, _reply, done) => {
    setLanguage(request, chooseLanguage(request, config));
    done(foreignOrigin(request, config));
  });
  fastify.addHook('onSend', async (request, reply, payload) => {
    harden(reply, config);
    return typeof payload === 'string' ? shrink(payload, request, reply) : payload;
  });
  fastify.addHook('onResponse', (request, reply, done) => {
    // Route patterns only: addresses may hold ids, queries and what people typed.
    const at = `${request.method} ${request.routeOptions.url ?? 'no route'}`;
    log.info('request', { at, status: reply.statusCode, ms: Math.trunc(reply.elapsedTime) });
    done();
  });
  return app;
}

/** Providers sign the bytes, so webhooks get them untouched; every other route refuses JSON and the rest with 415. */
function acceptRawNotices(fastify: FastifyInstance): void {
  fastify.removeContentTypeParser(['application/json', 'text/plain']);
  fastify.addContentTypeParser(
    'application/json',
    { parseAs: 'buffer', bodyLimit: LARGEST_NOTICE_BYTES },
    (
      request: FastifyRequest,
      body: Buffer,
      done: (error: Error | null, body?: unknown) => void,
    ) => {
      if (request.url.startsWith('/webhooks/')) done(null, body);
      else done(Object.assign(new Error('Forms only.'), { statusCode: 415 }));
    },
  );
}

/** The person's choice, else the browser's, else English. */
function chooseLanguage(request: FastifyRequest, config: Config): string {
  const chosen = readCookie(request, config, 'l');
  if (chosen !== undefined && isLanguage(chosen)) return chosen;
  const wanted = (request.headers['accept-language'] ?? '')
    .split(',')
    .map((part) => part.trim().slice(0, 2).toLowerCase());
  return wanted.find(isLanguage) ?? 'en';
}

/** A form posted from another site is refused before anything reads it; providers' webhooks carry a signature instead. */
function foreignOrigin(request: FastifyRequest, config: Config): DomainError | undefined {
  if (request.method !== 'POST' || request.url.startsWith('/webhooks/')) return undefined;
  const site = request.headers['sec-fetch-site'];
  const { origin } = request.headers;
  const own = new Set([new URL(config.publicUrl).origin, `http://${request.headers.host ?? ''}`]);
  const foreign =
    (site !== undefined && site !== 'same-origin' && site !== 'none') ||
    (origin !== undefined && origin !== 'null' && !own.has(origin));
  return foreign
    ? new DomainError('forbidden', 'FOREIGN_FORM', 'This form was sent from another site.')
    : undefined;
}

async function shrink(
  text: string,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<string | Buffer> {
  const accepted = request.headers['accept-encoding'];
  const { encoding, body } = await compress(text, typeof accepted === 'string' ? accepted : '');
  if (encoding !== null) {
    void reply.headers({ 'content-encoding': encoding, vary: 'accept-encoding' });
    void reply.removeHeader('content-length');
  }
  return body;
}

/** Answers that no page wrote (files, redirects, refusals) carry the same headers. */
function harden(reply: FastifyReply, config: Config): void {
  for (const [name, value] of Object.entries(securityHeaders({}, config.secureCookies))) {
    if (!reply.hasHeader(name)) void reply.header(name, value);
  }
  void reply.removeHeader('x-powered-by');
}
