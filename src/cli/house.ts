import type { INestApplicationContext } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { AppModule } from '../app.module.js';

const QUIET = { logger: false, abortOnError: false } as const;

/** The opened house: ask it for any service by its class. */
export type House = Pick<INestApplicationContext, 'get'>;

/** Opens the whole house without its doors, for one command, and closes it afterwards. */
export async function inTheHouse<Result>(work: (house: House) => Promise<Result>): Promise<Result> {
  const house = await NestFactory.createApplicationContext(AppModule, QUIET);
  try {
    return await work(house);
  } finally {
    await house.close();
  }
}
