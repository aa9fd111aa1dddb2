import { parentPort } from 'node:worker_threads';
import { simulateMany, type RunChoice } from './many.js';

// One thread of `simulateInThreads`: it plays the shares it is given, one after the other.
parentPort?.on('message', (share: RunChoice) => {
  void simulateMany(share).then((run) => {
    parentPort?.postMessage(run);
  });
});
