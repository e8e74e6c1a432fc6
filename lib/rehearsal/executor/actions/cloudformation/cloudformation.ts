import { Failure } from '../../failure';
import type { ActionContext, Handler, Outcome } from '../handler';
import { executeChangeSet, replaceChangeSet } from './change-set';
import { createOrUpdate, deleteOnly, replaceOnFailure } from './stack';

const MODES: Readonly<Record<string, (context: ActionContext) => Promise<Outcome>>> = {
  CHANGE_SET_REPLACE: replaceChangeSet,
  CHANGE_SET_EXECUTE: executeChangeSet,
  CREATE_UPDATE: createOrUpdate,
  REPLACE_ON_FAILURE: replaceOnFailure,
  DELETE_ONLY: deleteOnly,
};

/** @see https://docs.aws.amazon.com/codepipeline/latest/userguide/action-reference-CloudFormation.html */
export const cloudFormation: Handler = {
  run(context) {
    const { ActionMode: name = '' } = context.configuration;
    const mode = MODES[name];
    if (mode === undefined) throw new Failure(`ActionMode ${name} cannot be rehearsed`);
    return mode(context);
  },
};
