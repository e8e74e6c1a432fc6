/**
 * Targets that one stage of the pipeline deploys. The CDK splits a stage of more than fifty actions into several by the order of
 * its actions: another execution could then replace a change set that this one has prepared and not executed. A target takes five
 * (two stacks prepared and deployed, one validation), and an approval comes before the first.
 *
 * @see https://github.com/aws/aws-cdk/issues/16336
 */
export const TARGETS_OF_A_WAVE = 9;

/**
 * Targets in the waves in which they are deployed, in their order. None is alone in a further wave: the CDK would give the
 * stage the name of its only target.
 */
export const wavesOf = <T>(targets: readonly T[]): readonly (readonly T[])[] => {
  const count = Math.ceil(targets.length / TARGETS_OF_A_WAVE);
  const isLastAlone = count > 1 && targets.length % TARGETS_OF_A_WAVE === 1;
  const endOf = (index: number): number =>
    (index + 1) * TARGETS_OF_A_WAVE - (isLastAlone && index === count - 2 ? 1 : 0);
  return Array.from({ length: count }, (_, index) => targets.slice(index === 0 ? 0 : endOf(index - 1), endOf(index)));
};
