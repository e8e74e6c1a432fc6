import type { Mutant, Workbench } from './mutant';

/** Type of keys. */
export const KEY = 'AWS::KMS::Key';
/** Type of buckets. */
export const BUCKET = 'AWS::S3::Bucket';
/** Type of functions. */
export const FUNCTION = 'AWS::Lambda::Function';
/** An Allow for everybody. */
export const ANYBODY = { Effect: 'Allow', Principal: '*', Resource: '*' };

/** Statements of the data bucket. */
export const bucketPolicy = (target: Workbench) => target.statements('StorageDataPolicy', '', 'PolicyDocument');
/** What the workload may do. */
export const workload = (target: Workbench) => target.statements('ProcessingWorkloadPermissions', '', 'PolicyDocument');
/** Whom the workload's role trusts. */
export const trust = (target: Workbench) => target.statements('ProcessingWorkloadRole', '', 'AssumeRolePolicyDocument');

/** A resource appears. */
export const adding = (
  rule: string,
  type: string,
  fault: string,
  properties: Record<string, unknown> = {},
): Mutant => ({
  fault,
  rule,
  break: (target) => target.add('Added', type, properties),
});

/** A property of a resource is another. */
export const setting = (
  rule: string,
  fault: string,
  ...[prefix, type, path, value]: Parameters<Workbench['set']>
): Mutant => ({ fault, rule, break: (target) => target.set(prefix, type, path, value) });

/** A policy allows one thing more. */
export const allowing = (
  rule: string,
  fault: string,
  statements: (target: Workbench) => Record<string, unknown>[],
  statement: Record<string, unknown>,
): Mutant => ({ fault, rule, break: (target) => statements(target).push({ Effect: 'Allow', ...statement }) });

/** Properties by name. */
export type Settings = Readonly<Record<string, unknown>>;

/** A row of what is changed in one resource. */
export type Row = readonly [what: string, properties: Settings];

/** Changes of one resource's properties; `undefined` takes one away. */
export const changing =
  (prefix: string, type: string, changes: Settings): Mutant['break'] =>
  (target) => {
    const { Properties: properties } = target.one(prefix, type);
    for (const [name, value] of Object.entries(changes)) {
      if (value === undefined) delete properties[name];
      else properties[name] = value;
    }
  };

/** Each row at one of several resources, in turn: that a rule looks at all of them other mutants show. */
export const inTurn = <T>(
  places: readonly string[],
  rows: readonly T[],
): readonly (readonly [place: string, row: T])[] => rows.map((row, at) => [places[at % places.length] ?? '', row]);
