import { beforeAll, describe, expect, test } from '@jest/globals';
import { type DatedSynthesis, synthesizedOn } from '../../../bin/clock/dated-synthesis';
import { certificatesIn, daysIn, endingsIn } from '../../../bin/clock/endings';
import { clockRows, differing, printedClock } from '../../../bin/clock/table';
import { parseConfig } from '../../../lib/config';
import { readRegister } from '../../../lib/gate/register/read-register';
import config from '../../_fixtures/delivery-config';

const REGISTER = 'acknowledgements.yaml';
const DAYS = ['2026-11-27', '2029-02-04'] as const;

describe('the clock of this repository', () => {
  let moments: readonly DatedSynthesis[];
  beforeAll(() => {
    moments = DAYS.map((day) => synthesizedOn(parseConfig(config), REGISTER, day));
  }, 120_000);

  test('leaves every template byte for byte as it is, on whatever day', () => {
    expect(moments.map(({ report }) => report.verdict)).toEqual(['yes', 'no']);
    expect(moments[0]?.templates.size).toBeGreaterThan(5);
    expect(differing(moments)).toEqual([]);
    expect(daysIn([...(moments[1]?.templates.values() ?? [])])).toEqual([]);
  });

  test('says of each acknowledgement and runtime how it stands', () => {
    const register = readRegister(REGISTER);
    const rows = clockRows(moments, register);
    const cells = (subject: RegExp) => rows.filter((row) => subject.test(row.subject)).map((row) => row.cells);
    const causes = new Set(register.map(({ cause }) => cause)).size;
    expect(cells(/\(20\d\d-\d\d-\d\d\)$/)).toEqual(Array(causes).fill(['counts', 'STOPS RELEASES']));
    expect(cells(/^gate$/)).toEqual([['yes', expect.stringMatching(/^NO: [1-9]\d* findings, [1-9]\d* objections$/)]]);
    expect(cells(/^Lambda /)).toEqual([['supported', 'no updates: deployments fail']]);
    expect(cells(/^Node\.js 22 in CodeBuild$/)).toEqual([['supported', 'no patches; builds go on']]);
    expect(printedClock(rows, DAYS, endingsIn([...(moments[0]?.templates.values() ?? [])]))).toContain(DAYS[1]);
  });

  test('fails for a template that knows what day it is', () => {
    const [first, second] = moments as [DatedSynthesis, DatedSynthesis];
    const other = { ...second, templates: new Map(first.templates).set('Delivery', '{"Made":"2029-02-04"}') };
    expect(differing([first, other])).toEqual(['Delivery on 2029-02-04']);
    expect(clockRows([first, other], []).find(({ subject }) => subject === 'templates')?.cells).toEqual([
      'the same',
      '1 DIFFER',
    ]);
    expect(daysIn([...other.templates.values()])).toEqual(['2029-02-04']);
  });

  test('counts certificates, which end by themselves', () => {
    expect(
      certificatesIn(['{"Type":"AWS::CertificateManager::Certificate"}', '{"Body":"-----BEGIN CERTIFICATE"}']),
    ).toBe(2);
    expect(clockRows(moments, []).find(({ subject }) => subject === 'certificates')?.cells[0]).toBe(
      'none in templates',
    );
  });

  test('says so where nobody here knows the end of a runtime', () => {
    const template = { Resources: { A: { Type: 'AWS::Lambda::Function', Properties: { Runtime: 'cobol85.x' } } } };
    expect(endingsIn([JSON.stringify(template)])).toEqual([
      { subject: 'Lambda cobol85.x', days: [], source: expect.stringContaining('its end is not known here') },
    ]);
  });
});
