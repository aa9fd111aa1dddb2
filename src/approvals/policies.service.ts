import { Injectable } from '@nestjs/common';
import { PolicyStore } from './policy.store.js';
import type { Policy } from './policy.js';

/** The approval policy in all its versions, for the people who look after it. */
@Injectable()
export class Policies {
  constructor(private readonly store: PolicyStore) {}

  /** Newest first. */
  async list(): Promise<Policy[]> {
    return this.store.list();
  }
}
