/**
 * Privacy: sealed values, safe contact, consent to disclose.
 *
 * In:  what people tell us, and what they allow.
 * Out: Vault (seal, open, digest), ContactBook (may she be contacted now, and how), DisclosureGate.
 * Always: a value opens only where it was sealed; without a live permission nobody is contacted and nothing
 *         about anybody leaves; destroying one data key makes everything of that person unreadable.
 */
export { ContactBook } from './contact-book.service.js';
export { DisclosureGate } from './disclosure-gate.service.js';
export { PrivacyModule } from './privacy.module.js';
export { privacyInvariants } from './privacy.invariants.js';
export {
  CHANNELS,
  WINDOWS,
  type Channel,
  type ContactDecision,
  type ContactPoint,
  type ContactWindow,
} from './safe-contact.js';
export { Vault, type SealedPlace } from './vault.js';
