/** Metrics of `data-processing-<env>`, for alarms and dashboards. Every metric has the dimensions of {@link metricDimensions}. This file imports nothing. */

/** CloudWatch namespace. */
export const METRIC_NAMESPACE = 'DataProcessing';

/** The `service` of log lines and metrics. */
export const SERVICE_NAME = 'data-processing';

/** Metric names; the unit is Count. */
export const METRIC = {
  recordsProcessed: 'RecordsProcessed',
  recordsQuarantined: 'RecordsQuarantined',
  objectsProcessed: 'ObjectsProcessed',
  objectsSkipped: 'ObjectsSkipped',
} as const;

/** The exact dimensions under which CloudWatch keeps the metrics of one environment. */
export const metricDimensions = (environment: string): Readonly<Record<string, string>> => ({
  service: SERVICE_NAME,
  Environment: environment,
});
