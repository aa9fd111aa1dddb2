import { DomainError } from '#kernel';
import { FINDING, FINE, type ExitStatus } from '../../command.js';

/**
 * Runs an act. What the rules refuse (a conflict, somebody unknown) is a finding in a sentence, so that a
 * script can tell it from a command that was typed wrong or could not run.
 */
export async function withRefusals(act: () => Promise<void>): Promise<ExitStatus> {
  try {
    await act();
    return FINE;
  } catch (error) {
    if (!(error instanceof DomainError) || !isRefusal(error)) throw error;
    process.stderr.write(`${error.message} (${error.code})\n`);
    return FINDING;
  }
}

const isRefusal = ({ kind }: DomainError): boolean => kind === 'conflict' || kind === 'not_found';
