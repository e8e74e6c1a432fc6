import { Delivery } from './delivery';

export const delivery = Delivery.of();
export const KEY = { EnableKeyRotation: true, RotationPeriodInDays: 90 };

export interface Buildspec {
  readonly phases: {
    readonly install: object;
    readonly build: { readonly commands: readonly string[] };
    readonly post_build: { readonly commands: readonly string[] };
  };
}

interface Statement {
  readonly Action: string | readonly string[];
  readonly Resource: unknown;
}

/** Every statement of every policy that a role of the pipeline has. */
export const statements = [
  ...delivery.resources('AWS::IAM::Policy'),
  ...delivery.resources('AWS::IAM::ManagedPolicy'),
].flatMap(([id, { PolicyDocument: document }]) =>
  (document as { readonly Statement: readonly Statement[] }).Statement.map((statement) => ({
    id,
    actions: [statement.Action].flat(),
    resource: statement.Resource,
  })),
);
