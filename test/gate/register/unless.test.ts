import { describe, expect, test } from '@jest/globals';
import { acknowledgement } from '../_helpers/acknowledgement';
import { found } from '../_helpers/judge';
import { judged as judgedApp } from './_helpers/judged';
import { bucket, entry, FILES, judged, report, violation } from './_helpers/report-assembly';

describe('an acknowledgement that names a property which cures the finding', () => {
  const inReport = (...findings: readonly (readonly [string, string])[]) => ({
    'validation-report.json': report(
      [],
      findings.map(([rule, path]) => violation(rule, `P/dev/Data/${path}/Resource`)),
    ),
  });
  const without = (properties: object) => ({
    'assembly-dev/Data.template.json': {
      Resources: {
        A: { ...bucket('P/dev/Data/A/Resource'), Properties: properties },
        B: bucket('P/dev/Data/B/Resource'),
      },
    },
  });
  const unless = [entry({ unless: 'LoggingConfiguration' })];

  test('accepts it where the resource has none such', () => {
    const files = { ...without({ BucketName: 'a' }), ...inReport(['AwsSolutions-S1', 'A']) };
    expect(judged(unless, files)).toMatchObject({ objections: [], unaccepted: [], acknowledged: 1 });
  });

  test('is not missed where the resource has it, and accepts nothing there', () => {
    const cured = without({ LoggingConfiguration: {} });
    expect(judged(unless, { ...cured, ...inReport() })).toMatchObject({ objections: [], acknowledged: 0 });
    const { unaccepted } = judged(unless, { ...cured, ...inReport(['AwsSolutions-S1', 'A']) });
    expect(unaccepted).toEqual([{ finding: 'AwsSolutions-S1', path: 'P/dev/Data/A/Resource' }]);
  });

  test('is objected to where the finding is gone all the same', () => {
    const { objections } = judged(unless, { ...without({}), ...inReport() });
    expect(objections).toEqual([expect.stringContaining('it matches nothing any more on P/dev/Data/A/Resource')]);
  });

  test('means nothing for a resource that has the property which cures the finding, and accepts nothing there', () => {
    const verdict = judgedApp(acknowledgement({ unless: 'SecurityGroupIngress' }));
    expect(verdict.objections).toEqual([]);
    expect(verdict.acknowledged).toBe(0);
    expect(found(verdict)).toEqual(found(judgedApp()));
    expect(judgedApp(acknowledgement({ unless: 'SecurityGroupEgress' })).acknowledged).toBe(
      judgedApp(acknowledgement()).acknowledged,
    );
  });
});

describe('an acknowledgement of resources that need not be there', () => {
  const reported = (found: boolean) => ({
    'validation-report.json': report(found ? [violation('AwsSolutions-S1', 'P/dev/Data/A/Resource')] : []),
  });

  test('is not missed where none of them is', () => {
    const none = [entry({ ifThere: true, resources: ['Added/*/Resource'] })];
    expect(judged(none, { ...FILES, ...reported(false) })).toMatchObject({ objections: [], acknowledged: 0 });
  });

  test('is missed where it says nothing of that', () => {
    const { objections } = judged([entry({ resources: ['Added/*/Resource'] })], { ...FILES, ...reported(false) });
    expect(objections).toEqual([expect.stringContaining('there is no resource Added/*/Resource')]);
  });

  test('must have the finding where one is', () => {
    const { objections } = judged([entry({ ifThere: true })], { ...FILES, ...reported(false) });
    expect(objections).toEqual([expect.stringContaining('it matches nothing any more on P/dev/Data/A/Resource')]);
  });
});
