import { jsonReply, type Reply } from '../http/exchange.js';

/** An answer of the provider that is not a success; `reply` is in the envelope of API v2. */
export class ApiError extends Error {
  constructor(
    readonly status: number,
    readonly type: string,
    readonly code: string,
    message: string,
  ) {
    super(message);
  }

  reply(): Reply {
    const { type, code, message } = this;
    return jsonReply(this.status, { error: { type, code, message } });
  }
}

/** The SDK makes a StripeInvalidRequestError of it. */
export function invalidFields(message: string): ApiError {
  return new ApiError(400, 'invalid_request_error', 'invalid_fields', message);
}

export function notFound(what: string): ApiError {
  return new ApiError(404, 'invalid_request_error', 'not_found', `No such ${what}.`);
}

/** A refusal with a type of its own, for which the SDK has an error class of its own. */
export function refused(type: string, message: string): ApiError {
  return new ApiError(400, type, type, message);
}
