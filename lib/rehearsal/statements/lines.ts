import { counted } from '../../ground/counted';
import type { Verdict, Verdicts } from './verdicts';

/** What is unneeded or excuses nothing, why what is not needed stays, and how much there is; `all` names what is needed, too. */
export const linesOf = ({ verdicts, idle }: Verdicts, all: boolean): readonly string[] => {
  const of = (wanted: Verdict['verdict']): readonly Verdict[] => verdicts.filter(({ verdict }) => verdict === wanted);
  const [needed, perhaps, justified, unneeded] = [of('needed'), of('perhaps'), of('justified'), of('unneeded')];
  return [
    ...(all ? needed.map((each) => `needed     ${subject(each)}: ${need(each)}`) : []),
    ...(all
      ? perhaps.map((each) => `perhaps    ${subject(each)}: ${need(each)}; AWS is not documented to ask for it`)
      : []),
    ...justified.map(
      (each) => `justified  ${subject(each)}: ${each.justification?.because} (${each.justification?.source})`,
    ),
    ...unneeded.map((each) => `unneeded   ${subject(each)}: no request of the rehearsal is refused without it`),
    ...idle.map((each) => `idle       ${each}: this justification excuses nothing`),
    [
      `${counted(verdicts.length, 'permission')}: ${needed.length} needed`,
      `${perhaps.length} perhaps needed`,
      `${justified.length} justified`,
      `${unneeded.length} unneeded`,
      counted(idle.length, 'idle justification'),
    ].join(', '),
  ];
};

/** What a verdict is about. */
const subject = ({ action, statement, policy, holders, kind }: Verdict): string =>
  `${action} in ${statement} of ${kind === 'identity' ? policy.split('/').at(-1) : `the ${kind} policy`} of ${holders.join(', ')}`;

const need = ({ by, requests }: Verdict): string => {
  if (by === undefined) return 'nobody';
  const where = by.actions.length === 0 ? 'before the release' : by.actions.join(' or ');
  const more = requests > 1 ? ` and ${requests - 1} more` : '';
  return `${by.action} on ${by.resource} by ${by.identity.split('/').at(-1)} (${by.operation}) in ${where}${more}`;
};
