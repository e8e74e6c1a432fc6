import { isAws } from '../../ground/is-aws';
import { MINUTE } from '../clock';

const ANSWER_MILLISECONDS = 5_000;

/**
 * Milliseconds that a minute of AWS takes at an endpoint, where AWS does things late: none at our emulator, but where it was
 * told to be late. Whoever does not say is taken to be as late as AWS.
 *
 * @param endpoint what `AWS_ENDPOINT_URL` says; undefined or empty for AWS itself
 */
export const minuteAt = async (endpoint: string | undefined): Promise<number> => {
  if (!endpoint || isAws(endpoint)) return MINUTE;
  const answer = await fetch(new URL('/_delivery/minute', endpoint), {
    signal: AbortSignal.timeout(ANSWER_MILLISECONDS),
  }).catch(() => undefined);
  const [seconds] = answer?.ok ? (/^\d+(\.\d+)?$/.exec((await answer.text()).trim()) ?? []) : [];
  return seconds === undefined ? MINUTE : Math.min(Number(seconds) * 1000, MINUTE);
};
