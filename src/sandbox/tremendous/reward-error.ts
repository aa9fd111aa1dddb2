import { jsonReply, type Reply } from '../http/exchange.js';

/** An answer of the rewards provider that is not a success: `{status, errors: {message}}`. */
export class RewardError extends Error {
  constructor(
    readonly status: number,
    message: string,
  ) {
    super(message);
  }

  reply(): Reply {
    return jsonReply(this.status, { status: this.status, errors: { message: this.message } });
  }
}

export const badRequest = (message: string): RewardError => new RewardError(400, message);

export const unknown = (what: string): RewardError => new RewardError(404, `No such ${what}.`);

export const refused = (message: string): RewardError => new RewardError(422, message);
