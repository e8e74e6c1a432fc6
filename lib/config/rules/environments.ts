import type { ConfigRule } from './rule';

/** Stages of the pipeline's own, and `tools`, which is what the pipeline's resources carry as environment. */
const RESERVED = ['source', 'build', 'updatepipeline', 'assets', 'tools'];

/** Days of six years, for which HIPAA wants the record kept (45 CFR 164.316(b)(2)(i)). */
const SIX_YEARS = 2192;

/** Every environment has a name of its own that no other stage of the pipeline has. */
export const ownNames: ConfigRule = ({ environments }) =>
  environments.flatMap(({ name }, index) => {
    const path = ['environments', index, 'name'];
    if (RESERVED.includes(name.replaceAll('-', ''))) {
      return [{ path, must: `must not be a name that the pipeline uses itself (${RESERVED.join(', ')})` }];
    }
    const first = environments.findIndex((other) => other.name === name);
    return first < index ? [{ path, must: `must differ from the name of environments[${first}]` }] : [];
  });

/**
 * A person agrees before the last environment and before every one that keeps its data.
 *
 * The first one has no release before it that a person could look at, so it neither asks nor keeps data.
 */
export const approvals: ConfigRule = ({ environments }) =>
  environments.flatMap(({ approval, data }, index) => {
    const at = (key: string) => ['environments', index, key];
    if (index === 0) {
      return [
        ...(approval === 'none' ? [] : [{ path: at('approval'), must: 'must be "none" in the first environment' }]),
        ...(data === 'disposable'
          ? []
          : [
              {
                path: at('data'),
                must: 'must be "disposable" in the first environment, because no approval comes before it',
                cure: 'put another environment before it in delivery.config.ts',
              },
            ]),
      ];
    }
    const isLast = index === environments.length - 1;
    if (approval === 'required' || !(isLast || data === 'retained')) return [];
    const because = isLast ? 'in the last environment' : 'where data is retained';
    return [{ path: at('approval'), must: `must be "required" ${because}` }];
  });

/** An environment that keeps its data keeps its audit record for six years. */
export const auditRecord: ConfigRule = ({ environments }) =>
  environments.flatMap(({ data, auditRetentionDays }, index) =>
    data === 'retained' && auditRetentionDays < SIX_YEARS
      ? [
          {
            path: ['environments', index, 'auditRetentionDays'],
            must: `must be at least ${SIX_YEARS}, six years, where data is retained`,
          },
        ]
      : [],
  );
