import { FINE, UsageError, type Command, type ExitStatus } from '../command.js';
import { inTheHouse, type House } from '../house.js';
import { grant, revoke, suspend } from './people/change.js';
import { invite } from './people/invite.js';
import { list } from './people/list.js';
import { withRefusals } from './people/refusals.js';

/** One act of the command, with the words after its name. */
type Act = (house: House, words: readonly string[]) => Promise<void>;

const ACTS: ReadonlyMap<string, Act> = new Map([
  ['invite', invite],
  ['grant', grant],
  ['revoke', revoke],
  ['suspend', suspend],
]);

/** Staff and their roles. This is how the first administrator of an installation comes to be. */
export const people: Command = {
  name: 'people',
  summary:
    'Lists staff and roles, invites somebody, gives and takes roles; --demo prints the demo sign-ins.',
  usage: `[--demo] [--json]
       fund people invite --name NAME --email ADDRESS --role ROLE [--json]
       fund people grant|revoke --email ADDRESS --role ROLE
       fund people suspend --email ADDRESS`,
  run: (words) => inTheHouse((house) => peopleIn(house, words)),
};

/** The command in an opened house; exit status 1 when the rules of the house refuse what is asked. */
export async function peopleIn(house: House, words: readonly string[]): Promise<ExitStatus> {
  const [name, ...rest] = words;
  if (name === undefined || name.startsWith('-')) {
    await list(house, words);
    return FINE;
  }
  const act = ACTS.get(name);
  if (!act) throw new UsageError(`fund people does not know ${name}.`);
  return withRefusals(() => act(house, rest));
}
