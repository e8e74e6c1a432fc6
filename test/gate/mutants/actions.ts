import { describe, expect, test } from '@jest/globals';
import type { TargetStacks } from '../../../lib/gate/templates/template';
import { ACTION_FAULTS, PIPELINE, pipelineIn, type Stage } from './action-faults';
import type { SaidBy } from './outsiders';
import { PIPELINE_FAULTS } from './pipeline-faults';

/** Breaks every action of the pipeline in every form that is known for its kind, and the pipeline as a whole. */
export const describeActions = (saidBy: SaidBy, groups: () => readonly TargetStacks[]): void => {
  const stages = (): readonly Stage[] => {
    const pipelines = groups()
      .flatMap(({ stacks }) => stacks)
      .flatMap(({ template }) => Object.values(template.Resources ?? {}))
      .filter(({ Type: type }) => type === PIPELINE);
    return pipelines.flatMap(({ Properties: properties }) => properties?.['Stages'] as Stage[]);
  };

  describe('the pipeline as data: every action in every faulty form is found', () => {
    test.each(
      ACTION_FAULTS.flatMap(([rule, which, is, faults]) =>
        faults.map((fault) => [rule, which, fault[0], is, fault[1]] as const),
      ),
    )('%s finds each %s that %s', (rule, which, _, is, change) => {
      // What deploys dev is the same as what deploys prod, so that one of them stands for both.
      const places = stages().flatMap((stage, at) =>
        stage.Actions.flatMap((action, index) =>
          is(action) && (stage.Name !== 'dev' || which === 'validation')
            ? [[at, index, `${stage.Name}.${action.Name}`] as const]
            : [],
        ),
      );
      expect(places).not.toEqual([]);
      const passed = places.filter(([at, index]) => {
        const found = saidBy(
          rule,
          (bench) => {
            const pipeline = pipelineIn(bench);
            const stage = pipeline.Stages[at];
            const action = stage?.Actions[index];
            if (stage === undefined || action === undefined) throw new Error('the action is gone');
            change(action, pipeline, stage);
          },
          'pipeline',
        );
        return found.length === 0;
      });
      expect(passed.map(([, , name]) => name)).toEqual([]);
    });

    test.each(PIPELINE_FAULTS)('%s finds that %s', (rule, _, change) => {
      expect(saidBy(rule, (bench) => change(pipelineIn(bench)), 'pipeline')).not.toEqual([]);
    });
  });
};
