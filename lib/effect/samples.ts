import { isObject, type JsonObject } from '../ground/json';
import samples from './samples.json';

/**
 * What alarms, rules, trails and flow logs exist for, one sample of each as the service documents it: `samples.json`.
 * `{arn}`, `{account}` and `{region}` stand for the thing's own, `{any}` for what may be anything.
 */

/** A metric: what its data points are in a minute in which all is well, and in those of a failure. */
export interface MetricSample {
  readonly namespace: string;
  readonly name: string;
  /** The one dimension under which the service writes it. */
  readonly dimension: string;
  readonly unit: string;
  readonly working: readonly number[];
  readonly failing: readonly number[];
  /** How long a failure shows. */
  readonly minutes: number;
  readonly source: string;
}

/** An event as it comes to EventBridge. */
export interface EventSample {
  readonly name: string;
  /** Type of what it happens to. */
  readonly of: string;
  readonly event: JsonObject;
  readonly source: string;
}

/** What a trail must record, as the fields by which its selectors choose. */
export interface RecordedSample {
  /** As the end of "it does not record …". */
  readonly what: string;
  readonly fields: Readonly<Record<string, string>>;
  readonly source: string;
}

/** What may be anything in a sample. */
export const ANY = '{any}';

const METRICS: readonly MetricSample[] = samples.metrics;

/** Every event that must be told. */
export const EVENTS: readonly EventSample[] = samples.events;

/** What must be recorded of the objects of a bucket. */
export const DATA_RECORDS: readonly RecordedSample[] = samples.data;

/** What must be recorded of the items of a table. */
export const ITEM_RECORDS: readonly RecordedSample[] = samples.items;

/** What must be recorded of an account. */
export const MANAGEMENT_RECORDS: readonly RecordedSample[] = samples.management;

/** A flow that was rejected, and what each field of it tells. */
export const FLOW: {
  readonly record: Readonly<Record<string, string>>;
  readonly tells: Readonly<Record<string, string>>;
} = samples.flow;

/**
 * What comes to log groups: lines of our functions in JSON (`*` is any other field), events of trails, and words of flows, where
 * one of several stands between strokes.
 */
export const LOGGED: {
  readonly function: Readonly<Record<string, unknown>>;
  readonly trail: Readonly<Record<string, unknown>>;
  readonly flow: Readonly<Record<string, string>>;
} = {
  function: samples.records.function.record,
  trail: samples.records.trail.record,
  flow: samples.records.flow.words,
};

/**
 * The sample of a metric.
 *
 * @throws {Error} when there is none
 */
export const metricSample = (name: string): MetricSample => {
  const found = METRICS.find((each) => each.name === name);
  if (found === undefined) throw new Error(`there is no sample of the metric ${name}`);
  return found;
};

/** A sample with the names of one thing in it. */
export const filledIn = <T>(
  sample: T,
  names: { readonly arn: string; readonly account: string; readonly region: string },
): T => {
  const fill = (value: unknown): unknown => {
    if (typeof value === 'string')
      return value.replace(/\{(arn|account|region)\}/g, (_, name: keyof typeof names) => names[name]);
    if (Array.isArray(value)) return value.map(fill);
    return isObject(value) ? Object.fromEntries(Object.entries(value).map(([key, each]) => [key, fill(each)])) : value;
  };
  return fill(sample) as T;
};
