/** The four calls of a rotation, in Secrets Manager's order. */
export const STEPS = ['createSecret', 'setSecret', 'testSecret', 'finishSecret'] as const;

/** One of the four. */
export type Step = (typeof STEPS)[number];

/** What Secrets Manager sends. */
export interface RotationEvent {
  readonly step: Step;
  readonly secretId: string;
  /** Id of the version that is to become current. */
  readonly versionId: string;
}

/** Reads `{ Step, SecretId, ClientRequestToken }`; throws an Error that names what is missing. */
export const readRotationEvent = (event: unknown): RotationEvent => {
  const members: Readonly<Record<string, unknown>> = typeof event === 'object' && event !== null ? { ...event } : {};
  const text = (name: string): string => {
    const value = members[name];
    if (typeof value === 'string' && value !== '') return value;
    throw new Error(`rotation event has no text "${name}": only Secrets Manager calls this function`);
  };
  const wanted = text('Step');
  const step = STEPS.find((known) => known === wanted);
  if (!step) throw new Error(`rotation step "${wanted}" is unknown: expected ${STEPS.join(', ')}`);
  return { step, secretId: text('SecretId'), versionId: text('ClientRequestToken') };
};
