import { Injectable } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Config, LANGUAGES, Renderer } from '#platform';
import { EXIT_SCRIPT, STYLE } from './assets.js';
import { maskToken } from './form-token.js';
import { securityHeaders } from './headers.js';
import { navigationFor } from './navigation.js';
import type { View } from './view.js';
import { languageOf, visitorOf } from './visitor.js';

const RIGHT_TO_LEFT = new Set(['ar', 'fa', 'he', 'ur']);

/** Writes pages: the model of the handler plus what every page has (language, name, exit, form token, doors). */
@Injectable()
export class Pages {
  constructor(
    private readonly config: Config,
    private readonly renderer: Renderer,
  ) {}

  /** Sets status and headers and returns the HTML. */
  show(view: View, request: FastifyRequest, reply: FastifyReply): string {
    const isApplicant = view.template.startsWith('applicant/');
    const inlined = isApplicant ? { style: STYLE, script: EXIT_SCRIPT } : {};
    void reply
      .status(view.status)
      .type('text/html; charset=utf-8')
      .headers(securityHeaders(inlined, this.config.secureCookies, view.guest));
    const { staff, formToken } = visitorOf(request);
    const language = isApplicant ? languageOf(request) : 'en';
    return this.renderer.render(`pages/${view.template}`, {
      problems: [],
      errors: {},
      typed: {},
      ...view.model,
      language,
      direction: RIGHT_TO_LEFT.has(language) ? 'rtl' : 'ltr',
      languages: LANGUAGES,
      publicName: this.config.publicName,
      helpPhone: this.config.helpPhone,
      emergencyNumber: this.config.emergencyNumber,
      safeExitUrl: this.config.safeExitUrl,
      isDemo: this.config.mode === 'demo',
      inboxUrl: this.config.inboxUrl,
      style: STYLE,
      script: EXIT_SCRIPT,
      guest: view.guest,
      formToken: formToken === undefined ? '' : maskToken(formToken),
      path: request.url.split('?')[0] ?? '/',
      staff: staff ?? null,
      doors: staff ? navigationFor(staff) : [],
    });
  }
}
