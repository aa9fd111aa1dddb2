import type { FastifyReply } from 'fastify';
import { DomainError } from '#kernel';
import type { ProviderNotices } from '#payouts';

const EMPTY = new Uint8Array();

/** A notice as it came in: its raw body, and what it is signed with. */
interface SignedNotice {
  readonly rail: string;
  readonly body: unknown;
  readonly signature: string | undefined;
}

/** Keeps a notice and answers with nothing; a signature that does not fit is a 400. Throws what is no refusal. */
export async function takeNotice(
  notices: ProviderNotices,
  { rail, body, signature }: SignedNotice,
  reply: FastifyReply,
): Promise<string> {
  try {
    await notices.receive(rail, body instanceof Uint8Array ? body : EMPTY, signature);
  } catch (error) {
    if (!(error instanceof DomainError) || error.kind !== 'invalid') throw error;
    void reply.status(400);
  }
  return '';
}
