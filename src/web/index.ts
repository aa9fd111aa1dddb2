/**
 * Web: the doors, one folder per person who walks in. Server-rendered pages and plain forms.
 *
 * In:  browsers, providers' webhooks.
 * Out: pages; every form that did something answers with a redirect.
 * Always: a route says who may use it or stays shut; unknown fields are refused; what a person typed is
 *         kept when something is wrong; nothing is cached; no address, title or log line tells who asks for what.
 */
export { createWebApp, prepareWebApp, webAdapter, WEB_OPTIONS } from './web-app.js';
export { WebModule } from './web.module.js';
