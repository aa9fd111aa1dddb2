// @ts-check
import { hash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { registerHooks } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { transformSync, version } from '@swc/core';
import { swc } from './swc.mjs';

const ROOT = join(import.meta.dirname, '..', '..');
const KEPT = join(ROOT, 'node_modules', '.cache', 'tests');
const SIGN = JSON.stringify([version, swc]);

mkdirSync(KEPT, { recursive: true });
process.setSourceMapsEnabled(true);

// Tests load the sources themselves: `#module` and `./file.js` mean TypeScript here, compiled once and kept.
registerHooks({
  resolve: (specifier, context, next) => {
    const url = sourceOf(specifier, context.parentURL);
    return url === null ? next(specifier, context) : { url, format: 'module', shortCircuit: true };
  },
  load: (url, context, next) => {
    const [address = ''] = url.split('?');
    return isOurs(address) && address.endsWith('.ts')
      ? { format: 'module', source: compiled(fileURLToPath(address)), shortCircuit: true }
      : next(url, context);
  },
});

/**
 * The TypeScript behind a name, or null when there is none.
 * @param {string} specifier
 * @param {string | undefined} parent
 */
function sourceOf(specifier, parent) {
  if (parent === undefined || !isOurs(parent)) return null;
  if (/^#[a-z-]+$/.test(specifier)) {
    return pathToFileURL(join(ROOT, 'src', specifier.slice(1), 'index.ts')).href;
  }
  if (!/^\.\.?\/.*\.js$/.test(specifier)) return null;
  const source = new URL(specifier.replace(/\.js$/, '.ts'), parent);
  return existsSync(source) ? source.href : null;
}

/** @param {string} address */
function isOurs(address) {
  return address.startsWith('file:') && !address.includes('/node_modules/');
}

/** @param {string} file */
function compiled(file) {
  const text = readFileSync(file, 'utf8');
  const kept = join(KEPT, `${hash('sha256', `${SIGN}${file}${text}`)}.js`);
  if (existsSync(kept)) return readFileSync(kept, 'utf8');
  const { code } = transformSync(text, { ...swc, filename: file });
  const draft = `${kept}.${String(process.pid)}`;
  writeFileSync(draft, code);
  renameSync(draft, kept);
  return code;
}
