import { parseArgs } from 'node:util';
import { LogCheck, type LogReport } from '#audit';
import { InvariantCheck, type Verdict } from '#jobs';
import { FINDING, FINE, say, type Command, type ExitStatus } from '../command.js';
import { inTheHouse, type House } from '../house.js';

/** Asks the live database for every promise of every module, and checks the log against the rows it is made of. */
export const verify: Command = {
  name: 'verify',
  summary:
    'Checks every promise of the house and the whole log against the live database; exit status 1 when something is wrong.',
  usage: '[--json]',
  run: (words) => {
    const { values } = parseArgs({ args: [...words], options: { json: { type: 'boolean' } } });
    return inTheHouse((house) => verifyIn(house, values));
  },
};

/** The command in an opened house. */
export async function verifyIn(
  house: House,
  { json = false }: { readonly json?: boolean },
): Promise<ExitStatus> {
  const verdicts = await house.get(InvariantCheck).check();
  const report = await house.get(LogCheck).check();
  const broken = verdicts.filter(({ offences }) => offences.length > 0);
  const ok = broken.length === 0 && report.findings.length === 0;
  if (json) {
    say(JSON.stringify({ ok, checked: verdicts.length, broken, log: report }));
  } else {
    tellPromises(verdicts);
    tellLog(report);
  }
  return ok ? FINE : FINDING;
}

function tellPromises(verdicts: readonly Verdict[]): void {
  for (const { promise, offences } of verdicts) {
    say(`${offences.length === 0 ? 'kept  ' : 'BROKEN'}  ${promise}`);
    for (const offence of offences.slice(0, 10)) say(`        ${JSON.stringify(offence)}`);
  }
  const kept = verdicts.filter(({ offences }) => offences.length === 0).length;
  say(`${String(kept)} of ${String(verdicts.length)} promises are kept.`);
}

function tellLog({ leaves, checkpoints, findings }: LogReport): void {
  for (const finding of findings) say(`WRONG   ${finding}`);
  const end = findings.length === 0 ? 'as signed' : `${String(findings.length)} findings`;
  say(`Log: ${String(leaves)} leaves, ${String(checkpoints)} checkpoints, ${end}.`);
}
