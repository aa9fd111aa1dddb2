// Does nothing but seal, again and again, until it is killed: from what was built, as the service runs it.
import 'reflect-metadata';
import { NestFactory } from '@nestjs/core';
import { Sealer } from '#audit';
import { LedgerModule } from '#ledger';

const house = await NestFactory.createApplicationContext(LedgerModule, { logger: false });
const sealer = house.get(Sealer, { strict: false });
process.stdout.write('sealing\n');
for (;;) await sealer.sealClosed();
