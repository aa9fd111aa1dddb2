const answerTimeoutMs = 10_000;

/** What became of a reply: the receiver's status, or why there is none. */
export type ReplyAnswer = number | 'no answer' | 'no receiver';

/** Carries what a person types at the page to the service, as the gateway hands over a reply: `POST {from, text}`. */
export class SmsReplies {
  constructor(
    private readonly url: string | undefined,
    private readonly token: string,
  ) {}

  /** Whether anybody listens: without an address the page offers no form. */
  get hasReceiver(): boolean {
    return this.url !== undefined;
  }

  async send(from: string, text: string): Promise<ReplyAnswer> {
    if (this.url === undefined) return 'no receiver';
    try {
      const response = await fetch(this.url, {
        method: 'POST',
        headers: {
          authorization: `Bearer ${this.token}`,
          'content-type': 'application/json',
        },
        body: JSON.stringify({ from, text }),
        redirect: 'manual',
        signal: AbortSignal.timeout(answerTimeoutMs),
      });
      await response.arrayBuffer();
      return response.status;
    } catch {
      return 'no answer';
    }
  }
}
