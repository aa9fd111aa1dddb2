import { isUnfinished, stepFor, waitOf, type Standing, type WaitKind } from './standing.js';
import type { MethodState } from './method.states.js';

// Goal: nothing that the provider says of a person is read and dropped, and nobody is asked twice for the same.
describe('What follows from what the provider says of a person', () => {
  it.each<[MethodState, Standing, Standing, ReturnType<typeof stepFor>]>([
    ['verified', 'pending', 'ready', 'activate'],
    ['verified', 'needs_action', 'ready', 'activate'],
    ['verified', 'pending', 'rejected', 'refuse'],
    ['verified', 'pending', 'needs_action', 'ask'],
    ['verified', 'needs_action', 'needs_action', 'nothing'],
    ['verified', 'needs_action', 'pending', 'note'],
    ['verified', 'pending', 'pending', 'nothing'],
    ['active', 'ready', 'ready', 'nothing'],
    ['active', 'ready', 'needs_action', 'ask'],
    ['active', 'needs_action', 'needs_action', 'nothing'],
    ['active', 'needs_action', 'ready', 'note'],
    ['active', 'ready', 'pending', 'note'],
    ['active', 'ready', 'rejected', 'stop'],
    ['finishing', 'ready', 'needs_action', 'note'],
    ['finishing', 'ready', 'rejected', 'note'],
    ['suspended', 'ready', 'rejected', 'note'],
    ['suspended', 'rejected', 'rejected', 'nothing'],
    ['pending', 'needs_action', 'needs_action', 'nothing'],
    ['pending', 'needs_action', 'pending', 'note'],
    ['pending', 'pending', 'needs_action', 'ask'],
    ['pending', 'pending', 'ready', 'note'],
    ['pending', 'pending', 'rejected', 'note'],
    ['revoked', 'pending', 'ready', 'nothing'],
    ['replaced', 'ready', 'rejected', 'nothing'],
    ['disputed', 'ready', 'needs_action', 'nothing'],
  ])('%s and %s, now %s: %s', (state, standing, heard, step) => {
    expect(stepFor({ state, standing }, heard)).toBe(step);
  });

  it.each<[MethodState, Standing, string | null, boolean]>([
    ['pending', 'pending', 'acct_1', true],
    ['pending', 'pending', null, false],
    ['verified', 'needs_action', 'acct_1', true],
    ['active', 'needs_action', 'acct_1', true],
    ['verified', 'pending', 'acct_1', false],
    ['active', 'ready', 'acct_1', false],
    ['suspended', 'needs_action', 'acct_1', false],
  ])('%s and %s with %s is unfinished: %s', (state, standing, providerRecipient, expected) => {
    expect(isUnfinished({ state, standing, providerRecipient })).toBe(expected);
  });

  it.each<[MethodState, Standing, WaitKind]>([
    ['revoked', 'pending', 'not_set_up'],
    ['suspended', 'rejected', 'stopped'],
    ['suspended', 'pending', 'stopped'],
    ['pending', 'pending', 'with_provider'],
    ['verified', 'pending', 'with_provider'],
    ['pending', 'needs_action', 'unfinished'],
    ['verified', 'needs_action', 'asked_for_more'],
    ['active', 'needs_action', 'asked_for_more'],
  ])('%s and %s waits: %s', (state, standing, wait) => {
    expect(waitOf({ state, standing })).toBe(wait);
  });
});
