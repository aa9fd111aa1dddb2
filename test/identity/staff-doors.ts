import { DEMO_PASSWORD, DemoPeople, currentDemoCode } from '#identity';
import { minutes } from '#kernel';
import type { Visitor } from '../../src/cli/story/visitor.js';
import { startService, type RunningService } from '../support/service.js';

/** The service with the demo people inside. */
export interface StaffDoors extends RunningService {
  /** A browser in which this demo person is signed in. */
  signedIn(account: string): Promise<Visitor>;
}

export async function openStaffDoors(): Promise<StaffDoors> {
  const service = await startService();
  await service.get(DemoPeople).seed();
  return {
    ...service,
    signedIn: async (account): Promise<Visitor> => {
      const visitor = service.visitor();
      const email = `${account}@demo.invalid`;
      // A code works once: this visit gets a half minute of its own.
      service.clock.advance(minutes(1));
      await visitor.open('/sign-in');
      const code = currentDemoCode(email, service.clock.now());
      await visitor.send({ email, password: DEMO_PASSWORD, code });
      return visitor;
    },
  };
}
