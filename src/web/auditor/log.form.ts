import { IsNotEmpty, MaxLength } from 'class-validator';

/** What a witness wrote: the checkpoint with its signatures. */
export class HandInCosignatureForm {
  @MaxLength(20_000, { message: 'This is too long for a checkpoint: paste one file.' })
  @IsNotEmpty({ message: 'Paste the file that fund witness cosign wrote.' })
  checkpoint!: string;
}
