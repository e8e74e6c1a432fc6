import { beforeAll, describe, expect, test } from '@jest/globals';
import { type DatedSynthesis, synthesizedOn } from '../../../bin/clock/dated-synthesis';
import { certificatesIn, daysIn, endingsIn } from '../../../bin/clock/endings';
import { clockRows, differing, printedClock } from '../../../bin/clock/table';
import { parseConfig } from '../../../lib/config';
import { daysAfter } from '../../../lib/contract/grace';
import { Gate } from '../../../lib/gate/gate';
import { readRegister } from '../../../lib/gate/register/read-register';
import config from '../../_fixtures/delivery-config';
import { quickPacks } from '../../gate/_helpers/judge';
import { REGISTER, REGISTER_DAY } from '../../gate/_helpers/register-day';
import { quickRegister } from '../../gate/_helpers/whole-verdict';

/** The first end of all acknowledgements, and when all are over for longer than their grace. */
const DAYS = [REGISTER_DAY, daysAfter(REGISTER_DAY, 800)] as const;

describe('the clock of this repository', () => {
  let moments: readonly DatedSynthesis[];
  beforeAll(() => {
    moments = DAYS.map((day) =>
      // The schema check takes seconds, and knows no acknowledgement's day.
      synthesizedOn(
        parseConfig(config),
        REGISTER,
        day,
        (app, _, about, today) => new Gate(app, quickRegister, quickPacks(app, about.targets), about, today),
      ),
    );
  });

  test('leaves every template byte for byte as it is, on whatever day', () => {
    expect(moments.map(({ report }) => report.verdict)).toEqual(['yes', 'no']);
    expect(moments[0]?.templates.size).toBeGreaterThan(5);
    expect(differing(moments)).toEqual([]);
    expect(daysIn([...(moments[1]?.templates.values() ?? [])])).toEqual([]);
  });

  test('says of each acknowledgement how it stands', () => {
    const register = readRegister(REGISTER);
    const rows = clockRows(moments, register);
    const cells = (subject: RegExp) => rows.filter((row) => subject.test(row.subject)).map((row) => row.cells);
    const causes = new Set(register.map(({ cause }) => cause)).size;
    expect(cells(/\(20\d\d-\d\d-\d\d\)$/)).toEqual(
      Array(causes).fill([expect.stringMatching(/^(counts|warned)$/), 'STOPS RELEASES']),
    );
    expect(cells(/^gate$/)).toEqual([
      [expect.stringMatching(/^yes, [1-9]/), expect.stringMatching(/^NO: [1-9]\d* findings, [1-9]\d* objections$/)],
    ]);
    expect(printedClock(rows, DAYS, endingsIn([...(moments[0]?.templates.values() ?? [])]))).toContain(DAYS[1]);
  });

  test('says of each runtime how it stands', () => {
    const [first] = moments as [DatedSynthesis];
    const rows = clockRows(
      [
        { ...first, day: '2026-11-27' },
        { ...first, day: '2029-02-04' },
      ],
      [],
    );
    const cells = (subject: RegExp) => rows.filter((row) => subject.test(row.subject)).map((row) => row.cells);
    expect(cells(/^Lambda nodejs24/)).toEqual([['supported', 'no updates: deployments fail']]);
    expect(cells(/^Node\.js 22 in CodeBuild$/)).toEqual([['supported', 'no patches; builds go on']]);
  });

  test('fails for a template that knows what day it is', () => {
    const [first, second] = moments as [DatedSynthesis, DatedSynthesis];
    const other = { ...second, templates: new Map(first.templates).set('Delivery', '{"Made":"2029-02-04"}') };
    expect(differing([first, other])).toEqual([`Delivery on ${DAYS[1]}`]);
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
