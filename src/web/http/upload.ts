import type { FastifyInstance, FastifyRequest } from 'fastify';

/** A file and the fields around it; forms have at most this many parts. */
const MOST_PARTS = 8;
const DASHES = '--';

/** Where files may be sent, and how large the whole body may be; everywhere else a file is refused with 415. */
export interface UploadRoute {
  readonly path: RegExp;
  readonly largestBytes: number;
}

/** Reads forms with one small file on a few routes: fields as text, the file as bytes, its name forgotten. */
export function acceptUploads(fastify: FastifyInstance, { path, largestBytes }: UploadRoute): void {
  fastify.addContentTypeParser(
    'multipart/form-data',
    { parseAs: 'buffer', bodyLimit: largestBytes },
    (
      request: FastifyRequest,
      body: Buffer,
      done: (error: Error | null, body?: unknown) => void,
    ) => {
      const boundary = /;\s*boundary="?([\w'()+,./:=?-]{1,70})"?/.exec(
        request.headers['content-type'] ?? '',
      )?.[1];
      const form =
        path.test(request.url) && boundary !== undefined ? partsOf(body, boundary) : null;
      if (form) done(null, form);
      else done(Object.assign(new Error('Forms only.'), { statusCode: 415 }));
    },
  );
}

/** The parts of a multipart body (RFC 7578) by name: text, or bytes where a file name stands. Null when malformed. */
export function partsOf(body: Buffer, boundary: string): Record<string, string | Buffer> | null {
  const form: [string, string | Buffer][] = [];
  const mark = `${DASHES}${boundary}`;
  let at = body.indexOf(mark);
  while (at >= 0 && form.length <= MOST_PARTS) {
    const start = at + mark.length;
    if (body.toString('latin1', start, start + 2) === DASHES) return Object.fromEntries(form);
    const headEnd = body.indexOf('\r\n\r\n', start);
    const next = body.indexOf(`\r\n${mark}`, start);
    if (headEnd < 0 || next < headEnd + 2) return null;
    const head = body.toString('utf8', start, headEnd);
    const name = /;\s*name="([\w-]{1,40})"/.exec(head)?.[1];
    if (name === undefined) return null;
    const value = body.subarray(Math.min(headEnd + 4, next), next);
    form.push([name, /;\s*filename=/.test(head) ? value : value.toString('utf8')]);
    at = next + 2;
  }
  return null;
}
