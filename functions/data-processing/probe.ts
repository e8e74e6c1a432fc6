import { VALIDATION_PROBE } from '../../lib/contract/validation-probe';

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/**
 * The id of a validation probe; undefined for another event.
 *
 * @throws {Error} when the id of a probe is not a UUID: the id goes into the log, which must not take anyone's text
 */
export const probeId = (event: unknown): string | undefined => {
  if (typeof event !== 'object' || event === null || !('kind' in event) || event.kind !== VALIDATION_PROBE)
    return undefined;
  const id = 'id' in event ? event.id : undefined;
  if (typeof id === 'string' && UUID.test(id)) return id;
  throw new Error('validation probe has no id that is a UUID: send {"kind":"validation-probe","id":"<uuid>"}');
};
