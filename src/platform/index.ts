/**
 * Platform: what the modules stand on, none of it about grants.
 *
 * In:  the environment (once), the database, the queue, other people's servers.
 * Out: Config, UnitOfWork and Database, Queue and Facts, JobRuns, Inbox, Mailer, SmsSender, Log, Renderer.
 * Always: one act is one transaction; no outside call inside it; a scheduled period runs once; a log line
 *         holds only what the allow-list names.
 */
export { Config, describeSettings, readConfig, UnusableConfiguration } from './config/config.js';
export { bigintColumn } from './database/columns.js';
export { Database, UnitOfWork } from './database/database.js';
export { DatabasePatience } from './database/patience.js';
export { provision, serviceUrl } from './database/provision.js';
export { Readiness } from './health/readiness.js';
export { HttpClient } from './http-client/http-client.js';
export { Inbox, NOTICES_TASK, type Backlog, type Notice } from './inbox/inbox.js';
export { JobRuns } from './job-runs/job-runs.js';
export { Log } from './logging/log.js';
export { Mailer } from './mail/mailer.js';
export { PlatformModule } from './platform.module.js';
export { PROJECT_ROOT } from './project-root.js';
export { Facts } from './queue/facts.js';
export { Queue } from './queue/queue.js';
export { Renderer, type ViewModel } from './rendering/renderer.js';
export { LANGUAGES, hasWords, isLanguage, translate } from './rendering/translations.js';
export { SmsSender } from './sms/sms-sender.js';
