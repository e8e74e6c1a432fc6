import { CallRefused } from '../../aws/call-refused';
import { type Clock, MINUTE } from '../clock';
import { longestDelay, whyLate } from './delays';

/** A call that waited for what AWS does late. */
export interface Wait {
  /** For example `kms:DescribeKey`. */
  readonly permission: string;
  readonly seconds: number;
  readonly because: string;
}

/** How long what AWS documents to be late may be late. */
export interface PatienceOptions {
  readonly clock: Clock;
  /** Milliseconds of a minute of AWS. @default a minute */
  readonly minute?: number;
  readonly signal?: AbortSignal | undefined;
  readonly waited?: ((wait: Wait) => void) | undefined;
}

const BECAUSE = whyLate('kms-alias-authorization');
/** In minutes of AWS. */
const FIRST_PAUSE = 1 / 60;
const LONGEST_PAUSE = 1 / 4;

/**
 * Asks KMS again while a refusal may be one that ends by itself: the role of a validation is let in by the aliases of keys,
 * which a deployment has made a moment ago. Altogether no longer than AWS documents, counted from the first refusal, so that
 * who is really refused waits once and not at every key.
 */
export const patientWithKeys = ({ clock, minute = MINUTE, signal, waited }: PatienceOptions) => {
  let deadline: number | undefined;
  return async <T>(permission: string, ask: () => Promise<T>): Promise<T> => {
    const since = clock.now();
    for (let pause = FIRST_PAUSE * minute, repeated = false; ; pause = Math.min(pause * 2, LONGEST_PAUSE * minute)) {
      try {
        const answer = await ask();
        if (repeated) waited?.({ permission, seconds: secondsBetween(since, clock.now()), because: BECAUSE });
        return answer;
      } catch (error) {
        if (!(error instanceof CallRefused) || !permission.startsWith('kms:')) throw error;
        deadline ??= clock.now() + longestDelay('kms-alias-authorization', minute);
        const left = deadline - clock.now();
        if (left <= 0) throw repeated ? stillRefused(error, secondsBetween(since, clock.now())) : error;
        repeated = true;
        await clock.sleep(Math.min(pause, left), signal);
      }
    }
  };
};

const secondsBetween = (from: number, to: number): number => Math.round((to - from) / 1000);

const stillRefused = ({ permission, said }: CallRefused, seconds: number): CallRefused =>
  new CallRefused(permission, `${said} (asked again for ${seconds} s, because ${BECAUSE})`);
