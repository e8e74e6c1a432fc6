import { describe, expect, test } from '@jest/globals';
import { CHECKS } from '../../lib/validation/checks';
import { answersOf, look } from './_helpers/look';
import { resource, type World } from './fake-cloud';

const ID = 'stacks-stand-as-released';
const CHECK = CHECKS.filter(({ id }) => id === ID);
const UNDER_WAY = { status: 'DETECTION_IN_PROGRESS' };

const detections =
  (...answers: World['detections']) =>
  (world: World): void => {
    world.detections = answers;
  };

describe('a drift detection', () => {
  test('is awaited, less and less often', async () => {
    const { report, clock } = await look(
      detections(...Array.from({ length: 8 }, () => UNDER_WAY), { status: 'DETECTION_COMPLETE' }),
      CHECK,
    );
    expect(report.summary).toEqual({ pass: 2, fail: 0, cannotTell: 0 });
    expect(Math.max(...clock.slept)).toBeLessThanOrEqual(15_000);
  });

  test('that does not end cannot tell', async () => {
    const answers = await answersOf(ID, detections(UNDER_WAY));
    expect(answers).toContainEqual(
      expect.objectContaining({ status: 'cannot-tell', because: expect.stringContaining('it has not ended in time') }),
    );
  });

  test('that fails cannot tell, and what it has found all the same is said', async () => {
    const answers = await answersOf(ID, (world) => {
      world.detections = [{ status: 'DETECTION_FAILED', reason: 'Vpc: no ec2:DescribeVpcs' }];
      world.drifts = { Vpc: { status: 'DELETED' } };
    });
    expect(answers.map(({ status }) => status).sort()).toEqual(['cannot-tell', 'cannot-tell', 'fail']);
    expect(answers).toContainEqual(
      expect.objectContaining({ because: expect.stringContaining('DETECTION_FAILED: Vpc: no ec2:DescribeVpcs') }),
    );
  });

  test('that tells nothing of a resource cannot tell', async () => {
    const answers = await answersOf(ID, (world) => {
      world.drifts = { Vpc: { status: 'UNKNOWN' } };
    });
    expect(answers).toContainEqual(expect.objectContaining({ status: 'cannot-tell', because: 'its drift is UNKNOWN' }));
  });

  test('that compares nothing at all cannot tell', async () => {
    const answers = await answersOf(ID, (world) => {
      world.drifts = { Role: { status: 'NOT_CHECKED' } };
    });
    expect(answers).toContainEqual(
      expect.objectContaining({
        subject: 'validation-access-dev',
        because: 'CloudFormation compared none of its resources',
      }),
    );
  });

  test('is of at most 200 resources at once, and never of a secret or a custom resource', async () => {
    const { cloud } = await look((world) => {
      world.owned['validation-access-dev'] = [
        resource('Ring', 'AWS::SecretsManager::Secret', 'ring'),
        resource('Closed', 'Custom::VpcRestrictDefaultSG', 'closed'),
        ...Array.from({ length: 201 }, (_, index) => resource(`Role${index}`, 'AWS::IAM::Role', `role-${index}`)),
      ];
    }, CHECK);
    expect(cloud.detected.filter(({ name }) => name === 'validation-access-dev').map(({ ids }) => ids.length)).toEqual([
      200, 1,
    ]);
    expect(cloud.detected.flatMap(({ ids }) => ids)).not.toContain('Ring');
    expect(cloud.detected.flatMap(({ ids }) => ids)).not.toContain('Closed');
  });
});
