#!/usr/bin/env node
import 'reflect-metadata';
import { CANNOT_RUN } from './command.js';
import { adoptRunningCopy } from './environment.js';
import { fund } from './fund.js';

// `fund verify | head`: whoever reads may stop reading; what was found still decides the exit status.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') process.exit(CANNOT_RUN);
});
adoptRunningCopy();
process.exitCode = await fund(process.argv.slice(2));
