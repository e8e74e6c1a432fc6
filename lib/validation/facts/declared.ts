import { objectAt } from '../../ground/json';
import type { LiveTarget } from '../live-target';

/** A resource as a deployed template has it, its values unresolved. */
export interface DeclaredByStack {
  readonly logicalId: string;
  readonly type: string;
  readonly properties: Readonly<Record<string, unknown>>;
}

/** The resources of a stack's deployed template; none where there is no such stack. */
export const declaredIn = async (target: LiveTarget, stackName: string): Promise<readonly DeclaredByStack[]> => {
  const text = await target.once(`template of ${stackName}`, () => target.cloud.template(stackName));
  const resources = objectAt(objectAt(JSON.parse(text ?? '{}'))['Resources']);
  return Object.entries(resources).map(([logicalId, resource]) => ({
    logicalId,
    type: String(objectAt(resource)['Type']),
    properties: objectAt(objectAt(resource)['Properties']),
  }));
};
