import { Logger } from '@aws-lambda-powertools/logger';
import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import { METRIC, METRIC_NAMESPACE, metricDimensions, SERVICE_NAME } from '../../lib/contract/function-metrics';
import type { IncomingObject } from './notification';
import type { ProcessingOutcome } from './process-object';

/** Structured log lines. */
export const logger = new Logger({ serviceName: SERVICE_NAME });

/** Says what became of an object. */
export type ReportOutcome = (input: IncomingObject, outcome: ProcessingOutcome) => void;

/**
 * Reports by log line and metrics: counts only. The object is named by its version id, because its key may name a patient;
 * CloudTrail's data events lead from the one to the other.
 */
export const reporter = (environment: string): ReportOutcome => {
  const { service, ...defaultDimensions } = metricDimensions(environment);
  const metrics = new Metrics({ namespace: METRIC_NAMESPACE, serviceName: service ?? SERVICE_NAME, defaultDimensions });
  const count = (name: string, value: number) => metrics.addMetric(name, MetricUnit.Count, value);

  return ({ versionId }, result) => {
    if (result.outcome === 'superseded') {
      logger.info('object superseded', { versionId });
    } else {
      const { sha256, ...counts } = result.survey;
      logger.info(`object ${result.outcome}`, { versionId, tokenKeyId: result.tokenKeyId, ...counts });
    }
    if (result.outcome === 'processed') {
      count(METRIC.objectsProcessed, 1);
      count(METRIC.recordsProcessed, result.survey.records);
      count(METRIC.recordsQuarantined, result.survey.quarantined);
    } else {
      count(METRIC.objectsSkipped, 1);
    }
    metrics.publishStoredMetrics();
  };
};
