import { UserError } from '../ground/user-error';
import type { Standing } from '../policy/service-calls';
import table from './resource-handlers.json';

/**
 * What CloudFormation's resource handlers do as the execution role, per type of resource: `resource-handlers.json`, which the emulator reads too.
 * A row is what the type's schema in the CloudFormation registry lists
 * (`aws cloudformation describe-type --type RESOURCE --type-name <type>`), each with the file where it was read; a type without
 * handlers in the registry has what the service authorization reference says of its operations, and is not documented.
 */

/** What CloudFormation asks of a type. */
export type HandlerOperation = 'create' | 'read' | 'update' | 'delete' | 'list';

/** Actions on something else than the resource itself. */
export interface Elsewhere {
  readonly actions: readonly string[];
  /** ARNs with the placeholders of {@link HandlerRow.arns}, or `*`. */
  readonly on: readonly string[];
  /** The property without which they are not needed. */
  readonly with?: string;
  /** Values of condition keys; with `{region}`. */
  readonly condition?: Readonly<Record<string, string>>;
}

/** Actions that the handlers do not list, and are granted all the same. */
export interface Beyond extends Partial<Elsewhere> {
  readonly actions: readonly string[];
  readonly standing: Standing;
  readonly because: string;
  readonly sources?: readonly string[];
}

/** Listed actions that are not granted: for a property which no template may set before the row has an answer, or for nobody. */
export interface Withheld {
  readonly actions: readonly string[];
  readonly unless?: string;
  readonly because: string;
}

/** One type of resource. */
export interface HandlerRow {
  readonly standing: Standing;
  readonly because?: string;
  readonly sources: readonly string[];
  /** ARNs of the resource, with `{partition}`, `{region}`, `{account}`, `{id}` or a property: its value, an ARN whole. */
  readonly arns: readonly string[];
  /** Whether a name that CloudFormation gives may begin with the logical id alone. */
  readonly withoutStack?: boolean;
  /** Whether a name that CloudFormation gives is in lower case. */
  readonly lowerCase?: boolean;
  readonly handlers: Readonly<Partial<Record<HandlerOperation, readonly string[]>>>;
  /** Actions that are asked for other ARNs than the resource's. */
  readonly on?: Readonly<Record<string, readonly string[]>>;
  /** By property: actions on the resource that a handler has no use for without it. The emulator asks for none of them then. */
  readonly onlyWith?: Readonly<Record<string, readonly string[]>>;
  readonly elsewhere?: readonly Elsewhere[];
  readonly beyond?: readonly Beyond[];
  readonly withheld?: readonly Withheld[];
}

const ROWS: Readonly<Record<string, HandlerRow>> = table.types as Readonly<Record<string, HandlerRow>>;
const CUSTOM = 'AWS::CloudFormation::CustomResource';

/** Actions that AWS asks for no resource in particular. */
export const UNSCOPED: ReadonlySet<string> = new Set(table.unscoped);

/** Every type that has a row. */
export const HANDLED_TYPES: readonly string[] = Object.keys(ROWS);

/**
 * The row of a type; every `Custom::…` is a custom resource.
 *
 * @param where what has the type, for the error
 * @throws {UserError} when a type has no row
 */
export const handlerRow = (type: string, where: string): HandlerRow => {
  const row = ROWS[type.startsWith('Custom::') ? CUSTOM : type];
  if (row === undefined)
    throw new UserError(
      `${where} is ${type === '' ? 'of no type' : `a ${type}`}, and lib/execution-policy/resource-handlers.json has no row for it: ` +
        `add one from its schema (aws cloudformation describe-type --type RESOURCE --type-name ${type}), with its source`,
    );
  return row;
};
