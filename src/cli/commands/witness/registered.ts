import { Witnessing } from '#audit';
import { say, UsageError } from '../../command.js';
import type { House } from '../../house.js';

/** Registers a witness by its vkey. Throws like `Witnessing.add`. */
export async function addWitness(house: House, [vkey]: readonly string[]): Promise<void> {
  if (vkey === undefined) throw new UsageError('Give the vkey that fund witness new printed.');
  const name = await house.get(Witnessing).add(vkey, 'system');
  say(`${name} is a witness now.`);
}

/** Removes a witness. Throws `WITNESS_UNKNOWN` (not_found). */
export async function removeWitness(house: House, [name]: readonly string[]): Promise<void> {
  if (name === undefined) throw new UsageError('Give the name of the witness.');
  await house.get(Witnessing).remove(name, 'system');
  say(`${name} no longer counts.`);
}

/** Everybody who is or was a witness. */
export async function listWitnesses(house: House): Promise<void> {
  const all = await house.get(Witnessing).all();
  if (all.length === 0) say('No witness is registered.');
  for (const { verifier, removedAt } of all) {
    say(`${verifier.vkey}${removedAt === null ? '' : `  removed ${removedAt.toISOString()}`}`);
  }
}
