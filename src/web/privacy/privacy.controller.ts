import { Controller, Get, Query } from '@nestjs/common';
import { AuditStore } from '#audit';
import { People } from '#identity';
import { DisclosureGate } from '#privacy';
import { ForStaff } from '../http/access.js';
import { View } from '../http/view.js';

const READS_SHOWN = 50;

/** What the privacy officer watches: who may be told what, and who read what for which purpose. Never the things themselves. */
@Controller('privacy')
@ForStaff('privacy_officer')
export class PrivacyController {
  constructor(
    private readonly gate: DisclosureGate,
    private readonly audit: AuditStore,
    private readonly people: People,
  ) {}

  @Get()
  async show(@Query('before') before?: string): Promise<View> {
    const beforeSeq =
      before !== undefined && /^[0-9]{1,18}$/.test(before) ? { beforeSeq: before } : {};
    const events = await this.audit.list({ kind: 'access', limit: READS_SHOWN, ...beforeSeq });
    const names = await this.people.names();
    const releases = await this.gate.counts();
    return new View('privacy/overview', {
      title: 'Consents and reads',
      releases,
      live: releases.reduce((sum, { live }) => sum + live, 0),
      reads: events.map((event) => ({ ...event, who: names.get(event.actor) ?? event.actor })),
      older: events.length === READS_SHOWN ? (events.at(-1)?.seq ?? null) : null,
    });
  }
}
