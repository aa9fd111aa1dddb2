import { Controller, Get } from '@nestjs/common';
import { translate } from '#platform';
import { Public } from '../http/access.js';
import { Language } from '../http/visitor.js';
import { View } from '../http/view.js';

/** The pages of the footer: the same on every page, in the same place. */
@Controller()
@Public('Help, safety, what happens to answers, accessibility: for everybody, about nobody.')
export class InformationController {
  @Get('help')
  help(@Language() language: string): View {
    return page('help', language);
  }

  @Get('safety')
  safety(@Language() language: string): View {
    return page('safety', language);
  }

  @Get('your-data')
  yourData(@Language() language: string): View {
    return page('your-data', language);
  }

  @Get('accessibility')
  accessibility(@Language() language: string): View {
    return page('accessibility', language);
  }
}

const page = (name: string, language: string): View =>
  new View(`applicant/${name}`, { title: translate(language, `${name}.title`) });
