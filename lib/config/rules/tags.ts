import type { ConfigRule } from './rule';

/** Tags that the stacks set themselves (ZT-14). */
const OURS = ['Application', 'Environment', 'Owner', 'CostCenter', 'DataClassification', 'Compliance', 'ManagedBy'];

/** Extra tags are really extra, and AWS takes their keys. */
export const extraTags: ConfigRule = ({ tags }) =>
  Object.keys(tags.extra).flatMap((key) => {
    const path = ['tags', 'extra', key];
    if (OURS.includes(key)) return [{ path, must: `must not replace a tag that is set already (${OURS.join(', ')})` }];
    return /^(?!aws:)[\p{L}\p{Z}\p{N}_.:/=+\-@]{1,128}$/iu.test(key)
      ? []
      : [
          {
            path,
            must: 'must have a key of 1 to 128 letters, digits, spaces or _ . : / = + - @, not beginning with aws:',
          },
        ];
  });
