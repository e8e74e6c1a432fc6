import { describe, expect, test } from '@jest/globals';
import { readPacksReport } from '../../../lib/gate/packs/validation-report';

const reportOf = (...violatingConstructs: readonly object[]) => ({
  pluginReports: [
    {
      pluginName: 'Pack',
      conclusion: 'failure',
      violations: [{ ruleName: 'R1', description: 'is wrong', suggestedFix: 'put it right', violatingConstructs }],
    },
  ],
});

const pathsIn = (report: unknown) => readPacksReport(report).findings.map(({ resource }) => resource);

describe('a finding', () => {
  test('is known by the path of its construct', () => {
    expect(readPacksReport(reportOf({ constructPath: 'Delivery/dev/Data/X' })).findings).toEqual([
      {
        pack: 'Pack',
        rule: 'R1',
        finding: 'R1',
        resource: 'Delivery/dev/Data/X',
        because: 'is wrong',
        fix: 'put it right',
      },
    ]);
  });

  test('is known by template and logical id where no construct is known', () => {
    const cloudFormationResource = { templatePath: 'dev.template.json', logicalId: 'X1' };
    expect(pathsIn(reportOf({ constructPath: '', cloudFormationResource }))).toEqual(['dev.template.json#X1']);
    expect(pathsIn(reportOf({ cloudFormationResource }))).toEqual(['dev.template.json#X1']);
  });

  test('is one for every resource', () => {
    expect(pathsIn(reportOf({ constructPath: 'A' }, { constructPath: 'B' }))).toEqual(['A', 'B']);
  });

  test('is one also where it names no resource at all', () => {
    expect(pathsIn(reportOf())).toEqual(['(no resource named)']);
    expect(pathsIn(reportOf({}))).toEqual(['(no resource named)']);
  });

  test.each(['info', 'warning', 'custom'])(
    'is one at severity %s too, in a pack that concludes with success',
    (severity) => {
      const report = {
        pluginReports: [
          {
            pluginName: 'Pack',
            conclusion: 'success',
            violations: [{ ruleName: 'R1', description: 'x', severity, violatingConstructs: [{ constructPath: 'A' }] }],
          },
        ],
      };
      expect(pathsIn(report)).toEqual(['A']);
    },
  );
});

test('fails on a conclusion that nobody knows', () => {
  expect(() => readPacksReport({ pluginReports: [{ pluginName: 'P', conclusion: 'maybe', violations: [] }] })).toThrow(
    'conclusion',
  );
});
