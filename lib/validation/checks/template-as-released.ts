import { isDeepStrictEqual } from 'node:util';
import { type Check, type CheckResult, cannotTell, fail } from '../check';
import { stackNames } from '../facts/owned';
import { verdict } from '../facts/verdict';
import type { LiveTarget } from '../live-target';
import type { ReleasedTemplates } from '../release-directory';

type Json = Readonly<Record<string, unknown>>;

const object = (value: unknown): Json => (typeof value === 'object' && value !== null ? (value as Json) : {});

/**
 * Sections that no stack comes from, and that CloudFormation does not change by themselves: a release of nothing else leaves them
 * as they were.
 *
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/template-description-structure.html
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/metadata-section-structure.html
 */
const NOT_CHANGED_ALONE: ReadonlySet<string> = new Set(['Description', 'Metadata']);

/** Where two templates differ: logical ids of resources, else names of sections. */
const differences = (deployed: Json, released: Json): readonly string[] => {
  const names = [...new Set([...Object.keys(deployed), ...Object.keys(released)])];
  return names
    .filter((name) => !NOT_CHANGED_ALONE.has(name) && !isDeepStrictEqual(deployed[name], released[name]))
    .flatMap((name) => {
      if (name !== 'Resources') return [name];
      const [one, other] = [object(deployed[name]), object(released[name])];
      const ids = [...new Set([...Object.keys(one), ...Object.keys(other)])];
      return ids.filter((id) => !isDeepStrictEqual(one[id], other[id]));
    });
};

const judge = async (target: LiveTarget, release: ReleasedTemplates, name: string): Promise<readonly CheckResult[]> => {
  const fix = `deploy the release's ${name} again, and find out who deployed another template`;
  const released = await release.template(name, target.account, target.region);
  if (released === undefined) {
    return [cannotTell(name, `the release has no template of ${name} for ${target.account}, ${target.region}`)];
  }
  const deployed = await target.once(`template of ${name}`, () => target.cloud.template(name));
  if (deployed === undefined) return [fail(name, 'the stack does not exist', fix)];
  const changed = differences(JSON.parse(deployed), JSON.parse(released));
  const shown =
    changed.length > 5 ? `${changed.slice(0, 5).join(', ')} and ${changed.length - 5} more` : changed.join(', ');
  return verdict(
    name,
    changed.length === 0 ? [] : [{ because: `its template is not the release's: ${shown} differ`, fix }],
  );
};

/** The templates that are deployed are those of the release; asked only where the release's templates are at hand (ZT-15). */
export const templateAsReleased: Check = {
  id: 'template-as-released',
  requirement: 'ZT-15',
  proves: "the deployed templates are the release's",
  needsRelease: true,
  run: async (target) => {
    const { release } = target;
    if (!release)
      return [cannotTell(target.environment, 'the templates of the release are not at hand (--release DIR)')];
    return (await Promise.all(stackNames(target).map((name) => judge(target, release, name)))).flat();
  },
};
