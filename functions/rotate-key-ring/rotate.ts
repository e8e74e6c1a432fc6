import { formatKeyRing, type KeyRing, parseKeyRing } from '../key-ring';
import { assertKeepsEveryKey, growKeyRing, mergeKeyRings } from './grow-key-ring';
import type { RotationEvent } from './rotation-event';
import type { SecretState, SecretStore, Stage } from './secret-store';

/** What a step did. */
export type StepResult = 'done' | 'already done' | 'nothing to do';

/**
 * One step of the rotation. Every step looks before it acts, so each may be repeated, or begun anew after an interruption.
 *
 * @see https://docs.aws.amazon.com/secretsmanager/latest/userguide/rotate-secrets_lambda-functions.html
 */
export const rotate = async (store: SecretStore, event: RotationEvent): Promise<StepResult> => {
  const state = await store.describe(event.secretId);
  const stages = stagesOf(state, event);
  if (stages.includes('AWSCURRENT'))
    return event.step === 'finishSecret' ? tidyUp(store, event, stages) : 'already done';
  if (!stages.includes('AWSPENDING')) {
    const found = stages.join(', ') || 'no label';
    throw new Error(`version ${event.versionId} carries ${found} instead of AWSPENDING: start the rotation again`);
  }
  switch (event.step) {
    case 'createSecret':
      return create(store, event);
    case 'setSecret':
      return 'nothing to do'; // No other system holds the ring.
    case 'testSecret':
      return test(store, event);
    case 'finishSecret':
      return finish(store, event, state);
  }
};

const stagesOf = (state: SecretState, { secretId, versionId }: RotationEvent): readonly string[] => {
  if (!state.rotationEnabled) throw new Error(`rotation of secret ${secretId} is not enabled: nothing was changed`);
  const stages = state.versions[versionId];
  if (!stages) throw new Error(`secret ${secretId} has no version ${versionId}: nothing was changed`);
  return stages;
};

const create = async (store: SecretStore, { secretId, versionId }: RotationEvent): Promise<StepResult> => {
  if ((await store.read(secretId, 'AWSPENDING', versionId)) !== undefined) return 'already done';
  await store.putPending(secretId, versionId, formatKeyRing(growKeyRing(await everyKey(store, secretId))));
  return 'done';
};

const test = async (store: SecretStore, { secretId, versionId }: RotationEvent): Promise<StepResult> => {
  assertKeepsEveryKey(await ring(store, secretId, 'AWSPENDING', versionId), await everyKey(store, secretId));
  return 'done';
};

const finish = async (store: SecretStore, event: RotationEvent, state: SecretState): Promise<StepResult> => {
  await test(store, event); // The current version may have changed since.
  const current = Object.entries(state.versions).find(([, stages]) => stages.includes('AWSCURRENT'))?.[0];
  await store.moveCurrent(event.secretId, current, event.versionId);
  await store.clearPending(event.secretId, event.versionId);
  return 'done';
};

/** Removes AWSPENDING where an earlier attempt got no further than AWSCURRENT: a pending label can be taken for a rotation in progress. */
const tidyUp = async (store: SecretStore, event: RotationEvent, stages: readonly string[]): Promise<StepResult> => {
  if (stages.includes('AWSPENDING')) await store.clearPending(event.secretId, event.versionId);
  return 'already done';
};

const everyKey = async (store: SecretStore, secretId: string): Promise<KeyRing> => {
  const current = await ring(store, secretId, 'AWSCURRENT');
  const previous = await store.read(secretId, 'AWSPREVIOUS');
  return previous === undefined ? current : mergeKeyRings(current, parseKeyRing(previous));
};

const ring = async (store: SecretStore, secretId: string, stage: Stage, versionId?: string): Promise<KeyRing> => {
  const value = await store.read(secretId, stage, versionId);
  if (value === undefined) throw new Error(`secret ${secretId} has no value labelled ${stage}`);
  return parseKeyRing(value);
};
