import { DomainError } from '#kernel';
import type { FormProblem } from '../../forms/read-form.js';

const FIELD = 'proof';

/** The file of a form with one; null when none was chosen. */
export function fileIn(body: unknown): Buffer | null {
  const file: unknown =
    typeof body === 'object' && body !== null && FIELD in body ? body[FIELD] : null;
  return Buffer.isBuffer(file) && file.length > 0 ? file : null;
}

/** What was typed beside the file. */
export function besideFile(body: unknown): unknown {
  if (typeof body !== 'object' || body === null) return body;
  return Object.fromEntries(Object.entries(body).filter(([name]) => name !== FIELD));
}

export const NO_FILE: FormProblem = {
  field: FIELD,
  message: 'Attach a picture (PNG, JPEG) or a PDF of at most 5 MB.',
};

/** What to say at the field about a file that cannot be kept; throws what is no matter of the file. */
export function fileProblem(error: unknown): FormProblem {
  if (!(error instanceof DomainError) || error.code !== 'PROOF_UNUSABLE') throw error;
  return { field: FIELD, message: error.message };
}
