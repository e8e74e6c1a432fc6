import { untoldBy } from '../../effect/flow-record';
import type { Check } from '../check';
import type { FlowLog } from '../cloud/network';
import { flowLogsOf, perVpc } from '../facts/network';
import { owned } from '../facts/owned';
import { verdict } from '../facts/verdict';

const wrong = (
  { state, traffic, format, destination, logGroup, deliveryStatus, deliveryError }: FlowLog,
  known: readonly string[],
) => [
  ...(state === 'ACTIVE' ? [] : [`is in state ${state}`]),
  ...(traffic === 'ALL' ? [] : [`records ${traffic} traffic only`]),
  ...(untoldBy(format).length === 0 ? [] : [`does not tell ${untoldBy(format).join(', ')}`]),
  ...(destination === 'cloud-watch-logs' && logGroup !== undefined && known.includes(logGroup)
    ? []
    : [`goes to ${logGroup ?? destination}, no log group of the stacks`]),
  ...(deliveryStatus === 'FAILED' || deliveryError ? [`cannot deliver: ${deliveryError ?? deliveryStatus}`] : []),
];

/** All traffic of the VPC is recorded in a log group of the stacks, and delivery works (ZT-11). */
export const flowLogs: Check = {
  id: 'flow-logs',
  requirement: 'ZT-11',
  proves: 'all traffic of the VPC is recorded in a log group of the stacks, and delivery works',
  run: (target) =>
    perVpc(target, async (vpcId) => {
      const [logs, known] = await Promise.all([flowLogsOf(target, vpcId), owned(target, 'AWS::Logs::LogGroup')]);
      const flaws = logs.map((log) => wrong(log, known).map((each) => `its flow log ${log.id} ${each}`));
      if (flaws.some((each) => each.length === 0)) return verdict(vpcId, []);
      const because = flaws.flat().length === 0 ? ['it has no flow log'] : flaws.flat();
      const fix = `deploy the data stack of ${target.environment} again (aws ec2 create-flow-logs)`;
      return verdict(
        vpcId,
        because.map((each) => ({ because: each, fix })),
      );
    }),
};
