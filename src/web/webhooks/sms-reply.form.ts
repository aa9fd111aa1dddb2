import { plainToInstance } from 'class-transformer';
import { IsString, Matches, validate } from 'class-validator';

/** A text message that somebody sent to us, as the gateway hands it over. */
export class SmsReplyForm {
  /** In E.164, with or without the plus sign. */
  @Matches(/^\+?(?:[ ().-]?\d){5,15}$/)
  from!: string;

  /** Whatever was written; the size of the request is its only limit. */
  @IsString()
  text!: string;
}

/** Reads the bytes of a request: null unless they are JSON with these two fields and no other. */
export async function readSmsReply(body: unknown): Promise<SmsReplyForm | null> {
  const content = contentOf(body);
  if (typeof content !== 'object' || content === null || Array.isArray(content)) return null;
  const form = plainToInstance(SmsReplyForm, content);
  const errors = await validate(form, { whitelist: true, forbidNonWhitelisted: true });
  return errors.length === 0 ? form : null;
}

function contentOf(body: unknown): unknown {
  if (!(body instanceof Uint8Array)) return null;
  try {
    return JSON.parse(Buffer.from(body).toString('utf8'));
  } catch {
    return null;
  }
}
