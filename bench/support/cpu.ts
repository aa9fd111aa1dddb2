import { readFileSync, readdirSync } from 'node:fs';
import type { Server } from './stage.js';

/** Linux counts processor time in hundredths of a second. */
const TICK_US = 10_000;

/** Processor time so far, in microseconds: it repeats on a busy machine, wall time does not. */
export interface CpuTime {
  readonly nodeUs: number;
  /** Null where the system does not tell. */
  readonly postgresUs: number | null;
}

/** Of this process, and of the server with everything it started. */
export function cpuTime(server: Server): CpuTime {
  const { user, system } = process.cpuUsage();
  return { nodeUs: user + system, postgresUs: postgresTicks(server.pid) };
}

export function cpuBetween(before: CpuTime, after: CpuTime): CpuTime {
  return {
    nodeUs: after.nodeUs - before.nodeUs,
    postgresUs:
      after.postgresUs === null || before.postgresUs === null
        ? null
        : after.postgresUs - before.postgresUs,
  };
}

function postgresTicks(postmaster: number): number | null {
  try {
    const processes = readdirSync('/proc')
      .filter((name) => /^\d+$/.test(name))
      .map(statOf)
      .filter((stat) => stat !== null);
    const parent = processes.find(({ pid }) => pid === postmaster);
    if (parent === undefined) return null;
    // A server process that has ended is counted by its parent.
    return processes
      .filter(({ ppid }) => ppid === postmaster)
      .reduce((sum, { ownUs }) => sum + ownUs, parent.ownUs + parent.endedChildrenUs);
  } catch {
    return null;
  }
}

interface ProcessStat {
  readonly pid: number;
  readonly ppid: number;
  readonly ownUs: number;
  readonly endedChildrenUs: number;
}

/** See proc_pid_stat(5): the name in brackets may hold anything, so fields are counted after it. */
function statOf(pid: string): ProcessStat | null {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
    const at = (field: number): number => Number(fields[field - 3]);
    return {
      pid: Number(pid),
      ppid: at(4),
      ownUs: (at(14) + at(15)) * TICK_US,
      endedChildrenUs: (at(16) + at(17)) * TICK_US,
    };
  } catch {
    // It ended while we looked.
    return null;
  }
}
