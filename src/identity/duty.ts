/** The three parts that make a payment; one person takes one of them. */
export type DutyPart = 'propose' | 'approve' | 'release';

/** Who took which part in which case. */
export interface Duty {
  /** The application's id, always: so that every later step is held against the people of the earlier ones. */
  readonly subject: string;
  readonly personId: string;
  readonly part: DutyPart;
}
