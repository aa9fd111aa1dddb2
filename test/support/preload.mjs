// CommonJS packages that require Nest must find it loaded as an ES module first.
import 'reflect-metadata';
await import('@nestjs/common');
await import('@nestjs/core');
await import('@nestjs/testing');
