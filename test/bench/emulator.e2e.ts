import { describe, expect, test } from '@jest/globals';
import { compareActions } from '../../bench/actions';
import { comparisonTable } from '../../bench/comparison';
import { createStack, onEmulators } from '../../bench/emulators';
import { compareStacks } from '../../bench/stacks';
import { projectIn, type Shell } from '../../bin/commands/shell';

const { env, stdin, stdout, stderr } = process;
const shell: Shell = { ...projectIn(process.cwd()), argv: [], env, stdin, stdout, stderr };

describe('a bench of the emulator, with small numbers', () => {
  test('measures actions, and says whether each bar holds', async () => {
    const comparison = await compareActions(shell, 1, 1);
    const { ours, theirs, ratio } = comparison;
    expect(ours.timing.runs).toBe(1);
    expect(ratio).toBe(ours.timing.median / theirs.timing.median);
    expect(comparisonTable(comparison).match(/(within|above) the bar of 2/g)).toHaveLength(2);
  });

  test('measures stacks, and says whether each bar holds', async () => {
    const comparison = await compareStacks(shell, 1, { there: 2, sample: 2, resources: [1, 4] });
    expect(comparison.ours.timing.runs).toBe(2);
    expect(comparisonTable(comparison).match(/(within|above) the bar of 1\.5/g)).toHaveLength(4);
  });

  test('measures no stack that fails', async () => {
    const queue = { Type: 'AWS::SQS::Queue', Properties: { QueueName: 'same' } };
    const template = { Resources: { One: queue, Other: { ...queue, DependsOn: 'One' } } };
    await onEmulators(shell, 1, async ([bench]) => {
      if (bench === undefined) throw new Error('no emulator');
      await expect(createStack(bench, 'broken', template)).rejects.toThrow(/ROLLBACK_COMPLETE and was not measured/);
    });
  });
});
