import type { Exchange } from '../http/exchange.js';
import { ApiError } from './api-error.js';
import { apiVersion } from './specification.js';

/** Who asks, and in which version. Throws a 401 or a 400. */
export function checkCaller({ headers }: Exchange, secretKey: string): void {
  if (headers['authorization'] !== `Bearer ${secretKey}`) {
    const message = 'The API key is missing or wrong.';
    throw new ApiError(401, 'invalid_request_error', 'api_key_invalid', message);
  }
  if (headers['stripe-version'] !== apiVersion) {
    const given = headers['stripe-version'] ?? 'none';
    throw new ApiError(
      400,
      'invalid_request_error',
      'unsupported_api_version',
      `This sandbox speaks ${apiVersion}; the request says ${given}.`,
    );
  }
}
