import { UsageError, type Command, type ExitStatus } from '../command.js';
import { inTheHouse } from '../house.js';
import { withRefusals } from './people/refusals.js';
import { cosignRequest, makeWitness, trustKey } from './witness/outside.js';
import { addWitness, listWitnesses, removeWitness } from './witness/registered.js';

/** One act of the command, with the words after its name. */
type Act = (words: readonly string[]) => Promise<ExitStatus>;

const ACTS: ReadonlyMap<string, Act> = new Map<string, Act>([
  ['new', (words) => withRefusals(() => makeWitness(words))],
  ['trust', (words) => withRefusals(() => trustKey(words))],
  ['cosign', (words) => withRefusals(() => cosignRequest(words))],
  ['add', (words) => inTheHouse((house) => withRefusals(() => addWitness(house, words)))],
  ['remove', (words) => inTheHouse((house) => withRefusals(() => removeWitness(house, words)))],
  ['list', () => inTheHouse((house) => withRefusals(() => listWitnesses(house)))],
]);

/** People outside who vouch that the log only grows. `new`, `trust` and `cosign` need neither database nor settings. */
export const witness: Command = {
  name: 'witness',
  summary: 'For a witness: makes a key, cosigns checkpoints. For the house: registers witnesses.',
  usage: `new --name NAME --log VKEY --state FOLDER
       fund witness cosign REQUEST --state FOLDER [--out FILE]
       fund witness trust VKEY --state FOLDER
       fund witness add VKEY
       fund witness remove NAME
       fund witness list`,
  run: (words) => {
    const [name = '', ...rest] = words;
    const act = ACTS.get(name);
    if (!act) throw new UsageError(`fund witness does not know ${name === '' ? 'nothing' : name}.`);
    return act(rest);
  },
};
