import { Controller, Get } from '@nestjs/common';
import { SmallRests } from '#payouts';
import { ForStaff } from '../../http/access.js';
import { View } from '../../http/view.js';

/** What is owed and less than any way sends: where it stands, and how two people write it off. */
@Controller('finance/rests')
@ForStaff('finance_preparer', 'finance_releaser')
export class SmallRestsController {
  constructor(private readonly rests: SmallRests) {}

  @Get()
  async list(): Promise<View> {
    const rests = (await this.rests.list()).map((rest) => ({
      ...rest,
      amount: rest.amount.format(),
    }));
    return new View('finance/rests', { title: 'Too little to send', back: '/finance', rests });
  }
}
