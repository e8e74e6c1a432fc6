import { counted } from '../../ground/counted';
import type { PermissionRecord, RefusedCall } from '../record/permission-record';
import { refusedCalls } from '../record/permissions';
import { oneLine } from './text';
import type { Theme } from './theme';

/** How many calls were let through that AWS would have refused. */
export const wouldHaveBeenRefused = (permissions: PermissionRecord): number =>
  permissions.mode === 'report' ? refusedCalls(permissions) : 0;

/** Every kind of call that AWS would refuse, what was not judged, and as the last line how many there were. */
export const refusals = (permissions: PermissionRecord, { color }: Theme): readonly string[] => {
  const { mode, because, refused, notJudged } = permissions;
  if (mode === 'off')
    return [`  ${color.dim('no policies of roles and users were judged:')} ${because ?? 'switched off'}`];
  const missed = notJudged.reduce((sum, { count }) => sum + count, 0);
  return [
    ...refused.flatMap((call) => refusal(call, color.red)),
    ...(missed === 0
      ? []
      : [`  ${counted(missed, 'call')} ${color.dim('not judged (bin/delivery permissions names them)')}`]),
    ...(refused.length === 0 ? [] : [`  ${color.red(verdict(permissions))}`]),
  ];
};

const verdict = (permissions: PermissionRecord): string => {
  const calls = counted(refusedCalls(permissions), 'call');
  return permissions.mode === 'report' ? `${calls} would have been refused on AWS` : `${calls} refused, as on AWS`;
};

const refusal = (
  { identity, action, resource, because, actions, count }: RefusedCall,
  red: (text: string) => string,
): readonly string[] => {
  const times = count === 1 ? '' : ` (${count} times)`;
  const where = actions.length === 0 ? 'outside the pipeline' : actions.join(' or ');
  return [
    `  ${red(action)} ${oneLine(resource)}${times}`,
    `    ${where}, as ${oneLine(identity)}: ${oneLine(because)}`,
  ];
};
