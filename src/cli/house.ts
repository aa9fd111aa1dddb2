import type { INestApplicationContext } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { AppModule } from '../app.module.js';

/** Opens the whole house without its doors, for one command, and closes it afterwards. */
export async function inTheHouse<Result>(
  work: (house: INestApplicationContext) => Promise<Result>,
): Promise<Result> {
  const house = await NestFactory.createApplicationContext(AppModule, {
    logger: false,
    abortOnError: false,
  });
  try {
    return await work(house);
  } finally {
    await house.close();
  }
}
