import type { Context } from 'aws-lambda';
import { probeId } from './probe';
import { logger } from './telemetry';
import type { ProcessingSummary } from './workload';

let processing: ((event: unknown) => Promise<ProcessingSummary>) | undefined;

/**
 * `data-processing-<env>`: tokenizes what lands under `incoming/`, and answers the probe of the live validation, for which it
 * loads no AWS client. An event it does not know is an error.
 */
export const handler = async (
  event: unknown,
  context: Context,
): Promise<ProcessingSummary | { readonly probe: string }> => {
  logger.addContext(context);
  const probe = probeId(event);
  if (probe !== undefined) {
    logger.info('validation probe', { probe });
    return { probe };
  }
  if (!processing) {
    const { wire } = await import('./wire');
    processing = wire(process.env);
  }
  return processing(event);
};
