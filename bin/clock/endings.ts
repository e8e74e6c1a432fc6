import type { Day } from '../../lib/contract/grace';
import { isObject } from '../../lib/ground/json';

/** Something that others end on days which they have announced. */
export interface Ending {
  readonly subject: string;
  /** The earliest first. */
  readonly days: readonly { readonly day: Day; readonly what: string }[];
  /** Where the days are from. */
  readonly source: string;
}

/** Of Lambda's runtimes: no patches any more, no new functions, no updates of functions. */
const lambda = (runtime: string, [deprecated, noNew, noUpdate]: readonly [Day, Day, Day]): Ending => ({
  subject: `Lambda ${runtime}`,
  days: [
    { day: deprecated, what: 'no patches' },
    { day: noNew, what: 'no new functions' },
    { day: noUpdate, what: 'no updates: deployments fail' },
  ],
  source:
    'https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtimes.html; days of 24 by https://endoflife.date/aws-lambda',
});

const node = (major: number, day: Day): Ending => ({
  subject: `Node.js ${major} in CodeBuild`,
  days: [{ day, what: 'no patches; builds go on' }],
  source: 'https://github.com/nodejs/Release; AWS documents no day for a runtime of CodeBuild',
});

const ENDINGS: readonly Ending[] = [
  lambda('nodejs22.x', ['2027-04-30', '2027-06-01', '2027-07-01']),
  lambda('nodejs24.x', ['2028-04-30', '2028-06-01', '2028-07-01']),
  node(20, '2026-04-30'),
  node(22, '2027-04-30'),
  node(24, '2028-04-30'),
];

/** What templates use that others end; of what nobody here knows the end, without a day. */
export const endingsIn = (templates: readonly string[]): readonly Ending[] => {
  const used = new Set(templates.flatMap((text) => usedIn(JSON.parse(text))));
  return [...used].toSorted().map(endingOf);
};

/** When what templates use ends; without a day where nobody here knows. */
export const endingOf = (subject: string): Ending =>
  ENDINGS.find((ending) => ending.subject === subject) ?? {
    subject,
    days: [],
    source: 'its end is not known here: look it up and add it to bin/clock/endings.ts',
  };

/** When a version of Node.js, `20.19.0`, ends, wherever it runs. */
export const endingOfNode = (version: string): Ending => {
  const major = version.split('.')[0];
  const { days, source } = endingOf(`Node.js ${major} in CodeBuild`);
  return { subject: `Node.js ${major}`, days: days.map(({ day }) => ({ day, what: 'no patches' })), source };
};

const usedIn = (template: unknown): readonly string[] => {
  const resources = isObject(template) && isObject(template['Resources']) ? Object.values(template['Resources']) : [];
  return resources.filter(isObject).flatMap(({ Type: type, Properties: properties }) => {
    if (!isObject(properties)) return [];
    if (type === 'AWS::Lambda::Function') return [`Lambda ${String(properties['Runtime'])}`];
    if (type !== 'AWS::CodeBuild::Project') return [];
    const spec = JSON.stringify(properties['Source'] ?? '');
    const [, major] = /nodejs\W+(\d+)/.exec(spec) ?? [];
    return major === undefined ? [] : [`Node.js ${major} in CodeBuild`];
  });
};

/** The days of a policy language's versions, which are names and not moments. */
const VERSIONS = new Set(['2012-10-17', '2008-10-17']);

/** Calendar days that stand in templates: none should, a template that knows a day is another one tomorrow. */
export const daysIn = (templates: readonly string[]): readonly Day[] => {
  const days = templates.flatMap((text) => text.match(/\b20\d\d-[01]\d-[0-3]\d\b/g) ?? []);
  return [...new Set(days)].filter((day) => !VERSIONS.has(day)).toSorted();
};

/** How many certificates templates make or carry: each ends by itself. */
export const certificatesIn = (templates: readonly string[]): number =>
  templates.flatMap(
    (text) => text.match(/"AWS::(CertificateManager|ACMPCA|IAM::ServerCertificate)\b|BEGIN CERTIFICATE/g) ?? [],
  ).length;
