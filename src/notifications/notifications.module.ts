import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { AuditModule } from '#audit';
import { PlatformModule } from '#platform';
import { PrivacyModule } from '#privacy';
import { MessageEntity } from './message.entity.js';
import { MessageSender } from './message-sender.service.js';
import { MessageStore } from './message.store.js';
import { Messages } from './messages.service.js';
import { Post } from './post.service.js';

@Module({
  imports: [PlatformModule, PrivacyModule, AuditModule, TypeOrmModule.forFeature([MessageEntity])],
  providers: [MessageStore, Messages, MessageSender, Post],
  exports: [Messages],
})
export class NotificationsModule {}
