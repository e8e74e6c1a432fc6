import { DISABLE_CREATION_STACK_TRACES, DISABLE_METADATA_STACK_TRACE } from 'aws-cdk-lib/cx-api';

/** Context of an app of which nobody asks where in the sources something was made: a fifth of a synthesis under jest. */
export const WITHOUT_TRACES = { [DISABLE_METADATA_STACK_TRACE]: true, [DISABLE_CREATION_STACK_TRACES]: true };
