import { wavesOf } from '../../contract/waves';
import { type ConfigRule, targetsOf } from './rule';

/**
 * Targets of one pipeline. With this many its template, policies and actions stay within every quota of AWS, by about a fifth;
 * what grows first is the template, of which CloudFormation takes 1 MB.
 */
export const MOST_TARGETS = 100;

/** Stages that CodePipeline takes, and those before the environments: Source, Build, UpdatePipeline and Assets. */
const [MOST_STAGES, OWN_STAGES] = [50, 4];

const CURE =
  "take it out, give some targets to a second application (docs/decisions/a-second-application.md), or leave what is the same in many accounts to CloudFormation's StackSets";

/** One pipeline deploys as many targets as AWS's quotas take. */
export const withinOnePipeline: ConfigRule = (config) => {
  const all = targetsOf(config);
  const first = all[MOST_TARGETS];
  if (first !== undefined) {
    const must = `must not be the ${MOST_TARGETS + 1}st of ${all.length} targets: with ${MOST_TARGETS} a pipeline is within the quotas of AWS`;
    return [{ path: first.path, must, cure: CURE }];
  }
  let stages = OWN_STAGES;
  return config.environments.flatMap(({ targets }, index) => {
    const before = stages;
    stages += wavesOf(targets).length;
    if (before > MOST_STAGES || stages <= MOST_STAGES) return [];
    const must = `must not need stage ${MOST_STAGES + 1} of the pipeline, of which CodePipeline takes ${MOST_STAGES}`;
    return [{ path: ['environments', index, 'name'], must, cure: CURE }];
  });
};
