import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** The folder that holds package.json, templates/ and migrations/, from the sources as from the build. */
export const PROJECT_ROOT: string = find(import.meta.dirname);

function find(folder: string): string {
  return existsSync(join(folder, 'package.json')) ? folder : find(dirname(folder));
}
