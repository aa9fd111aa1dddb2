import type { FastifyReply } from 'fastify';
import { DomainError } from '#kernel';
import type { ProviderNotices } from '#payouts';

const EMPTY = new Uint8Array();

/** A notice as it came in: its raw body, and what it is signed with. */
interface SignedNotice {
  readonly provider: string;
  readonly body: unknown;
  readonly signature: string | undefined;
}

/**
 * Keeps a notice and answers with nothing; one that is not believed is a 400 with a sentence, for whoever reads the
 * provider's list of deliveries. Throws what is no refusal.
 */
export async function takeNotice(
  notices: ProviderNotices,
  { provider, body, signature }: SignedNotice,
  reply: FastifyReply,
): Promise<string> {
  try {
    await notices.receive(provider, body instanceof Uint8Array ? body : EMPTY, signature);
    return '';
  } catch (error) {
    if (!(error instanceof DomainError) || error.kind !== 'invalid') throw error;
    void reply.status(400);
    return `${error.message}\n`;
  }
}
