import type { KeySource } from './key-source';
import { readNotification } from './notification';
import type { ObjectStore } from './object-store';
import { type ProcessingOutcome, processObject } from './process-object';
import type { Settings } from './settings';
import type { ReportOutcome } from './telemetry';

/** What the workload reaches out to. */
export interface WorkloadPorts {
  readonly settings: Settings;
  readonly store: ObjectStore;
  readonly keyFor: KeySource;
  readonly report: ReportOutcome;
}

/** The function's answer: what became of each object, without its name. */
export interface ProcessingSummary {
  readonly objects: readonly { readonly versionId: string; readonly outcome: ProcessingOutcome['outcome'] }[];
}

/**
 * Processes the objects of an S3 notification one after the other. An error ends it: Lambda delivers the event again, what was
 * complete is found to be so, and after the last attempt the event lies in the dead-letter queue.
 */
export const processNotification = async (
  event: unknown,
  { settings, store, keyFor, report }: WorkloadPorts,
): Promise<ProcessingSummary> => {
  const objects: ProcessingSummary['objects'][number][] = [];
  for (const input of readNotification(event, settings.dataBucket)) {
    const outcome = await processObject(store, input, settings.reading, await keyFor(settings.tokenKeyId));
    report(input, outcome);
    objects.push({ versionId: input.versionId, outcome: outcome.outcome });
  }
  return { objects };
};
