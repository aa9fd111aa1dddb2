import { enableCompileCache, flushCompileCache } from 'node:module';
import { dirname } from 'node:path';
import { loadByPlan, notePlan } from './module-plan.js';

/** `worker.js by <plan>` takes a part in the drill; `note <plan>` only loads, and writes down what it loaded. */
const [, , word = '', plan = ''] = process.argv;
enableCompileCache(dirname(plan));
const write = word === 'note' ? notePlan(plan) : undefined;
if (word !== 'note') loadByPlan(plan);
const { takePart } = await import('./part.js');
if (word === 'by') await takePart().catch(() => process.exit(1));
write?.();
flushCompileCache();
