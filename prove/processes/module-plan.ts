import { readFileSync, writeFileSync } from 'node:fs';
import { registerHooks } from 'node:module';

/**
 * Where each module was found and what stands in it. To find and read two thousand files takes a process longer than
 * everything else it does before it works, and a drill ends thousands of processes.
 */
interface ModulePlan {
  /** By who asked for what, and how. */
  readonly places: Record<string, Place>;
  /** By address. */
  readonly texts: Record<string, Text>;
}

interface Place {
  readonly url: string;
  readonly format?: string;
}

interface Text {
  readonly format: string;
  readonly source: string;
}

/** Notes what is loaded from now on; the function returned writes it down. */
export function notePlan(file: string): () => void {
  const plan: ModulePlan = { places: {}, texts: {} };
  const hooks = registerHooks({
    resolve: (specifier, context, next) => {
      const found = next(specifier, context);
      const { url, format } = found;
      plan.places[question(specifier, context)] = format == null ? { url } : { url, format };
      return found;
    },
    load: (url, context, next) => {
      const loaded = next(url, context);
      const { source, format } = loaded;
      if (source != null && format != null && TEXTS.has(format)) {
        plan.texts[url] = { format, source: textOf(source) };
      }
      return loaded;
    },
  });
  return () => {
    hooks.deregister();
    writeFileSync(file, JSON.stringify(plan));
  };
}

/** From now on modules come from the plan; those it does not know are looked for as usual. */
export function loadByPlan(file: string): void {
  const { places, texts } = JSON.parse(readFileSync(file, 'utf8')) as ModulePlan;
  registerHooks({
    resolve: (specifier, context, next) => {
      const place = places[question(specifier, context)];
      return place ? { ...place, shortCircuit: true } : next(specifier, context);
    },
    load: (url, context, next) => {
      const text = texts[url];
      return text ? { ...text, shortCircuit: true } : next(url, context);
    },
  });
}

const TEXTS = new Set(['module', 'commonjs', 'json']);

type Asked = Parameters<NonNullable<Parameters<typeof registerHooks>[0]['resolve']>>[1];

/** The same name may mean one file for `import` and another for `require`. */
function question(specifier: string, { parentURL = '', conditions }: Asked): string {
  const way = conditions.includes('import') ? 'import' : 'require';
  return `${way} ${specifier} ${parentURL}`;
}

function textOf(source: string | ArrayBuffer | NodeJS.TypedArray): string {
  return typeof source === 'string' ? source : new TextDecoder().decode(source);
}
