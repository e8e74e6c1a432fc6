import { expect } from '@jest/globals';
import { parseValidationReport, type ValidationResult } from '../../../lib/contract/validation-report';
import type { Check } from '../../../lib/validation/check';
import { CHECKS } from '../../../lib/validation/checks';
import { validate } from '../../../lib/validation/validate';
import {
  FakeCloud,
  fakeClock,
  healthyWorld,
  KEY_ARN,
  keyPolicy,
  logsStatement,
  TARGET,
  type World,
} from '../fake-cloud';

export const look = async (change: (world: World) => void = () => {}, checks: readonly Check[] = CHECKS) => {
  const world = healthyWorld();
  change(world);
  const cloud = new FakeCloud(world);
  const clock = fakeClock();
  const report = await validate(TARGET, { cloud, clock, checks });
  expect(parseValidationReport(JSON.parse(JSON.stringify(report)))).toEqual(report);
  return { report, cloud, clock };
};

export const answersOf = async (check: string, change?: (world: World) => void): Promise<readonly ValidationResult[]> =>
  (
    await look(
      change,
      CHECKS.filter(({ id }) => id === check),
    )
  ).report.results;

/** What is asked where the release's templates are not at hand, and how often it passes on a healthy target. */
export const ASKED = CHECKS.filter(({ needsRelease }) => !needsRelease);
export const HEALTHY = 268;

export const OTHER_KEY = KEY_ARN.replace('0d6f', 'beef');
export const CONTEXT = 'kms:EncryptionContext:aws:logs:arn';
export const statement = (change: object): string => keyPolicy({ ...logsStatement, ...change });
export const firstGroup = (change: object) => (world: World) => {
  world.groups = world.groups.map((group, index) => (index === 0 ? { ...group, ...change } : group));
};
export const withoutKeyOf = (name: string) => (world: World) => {
  world.groups = world.groups.map((group) => (group.name === name ? { name, retentionInDays: 90 } : group));
};
