import { objectAt } from '../../ground/json';
import type { Limit } from './limit';
import type { ReadTemplate } from './templates';
import { plain } from './values';

/** Of a parameter that AWS publishes in every region. */
const PUBLISHED = '/aws/service/';

/**
 * The parameters that AWS publishes and the emulator has not, which a template reads: as its own parameters, and within texts of
 * resources. A parameter is taken to have its default, where no action may give it another value.
 *
 * @param here what the names of those begin with that the emulator has
 * @param overridden names of parameters that an action gives a value
 */
export const absentParameters = (
  read: ReadTemplate,
  here: readonly string[],
  overridden: ReadonlySet<string>,
): readonly Limit[] => {
  const isAbsent = (name: string): boolean => name.startsWith(PUBLISHED) && !here.some((each) => name.startsWith(each));
  const about = (name: string) =>
    ({ kind: 'parameter', what: 'public parameter', why: `the emulator has no ${name}` }) as const;
  const declared = Object.entries(objectAt(read.template['Parameters']))
    .filter(([name]) => !overridden.has(name))
    .map(([, one]) => objectAt(one));
  const asked = declared.filter(({ Type: type }) => String(type).startsWith('AWS::SSM::Parameter::Value<'));
  const names = asked.map(({ Default: name }) => withoutVersion(String(name)));
  return [
    ...[...new Set(names.filter(isAbsent))].map((name) => read.limit(about(name))),
    ...read.resources.flatMap((each) => {
      const text = JSON.stringify(plain(each.properties, read.known)) ?? '';
      const found = [...text.matchAll(REFERENCE)].map(([, name = '']) => name);
      return [...new Set(found.filter(isAbsent))].map((name) => read.limit(about(name), each));
    }),
  ];
};

const REFERENCE = /\{\{resolve:ssm:([^:{}]+)(?::\d+)?\}\}/g;

const withoutVersion = (name: string): string => name.replace(/:\d+$/, '');
