/**
 * Notifications: neutral messages over channels that are safe at the moment of sending.
 *
 * In:  "tell her there is an update", in the unit of work of the act it tells of.
 * Out: a text message or a mail whose words say nothing, or a reason why none was sent.
 * Always: no name, amount, link or code; nothing outside what she allowed; one message per reason.
 */
export type { MessageTemplate } from './message.js';
export { messageGraph } from './message.states.js';
export { MessageSender } from './message-sender.service.js';
export { Messages } from './messages.service.js';
export { notificationsInvariants } from './notifications.invariants.js';
export { NotificationsModule } from './notifications.module.js';
