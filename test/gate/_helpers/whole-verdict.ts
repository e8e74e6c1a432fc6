import { type DeliveryConfigInput, parseConfig, promisedRelease, promisedTargets } from '../../../lib/config';
import { printed } from '../../../lib/gate';
import { readRegister } from '../../../lib/gate/register/read-register';
import { buildDelivery } from '../../../lib/pipeline';
import { reportOf } from './examine';
import { REGISTER, REGISTER_DAY } from './register-day';

/** What is acknowledged of the packs that run here; the schema check runs in `npm run synth`. */
export const quickRegister = readRegister(REGISTER).filter(({ finding }) => /^(AwsSolutions|HIPAA)/.test(finding));

/** What the gate prints of the whole delivery of a configuration. */
export const wholeVerdict = (input: DeliveryConfigInput): string => {
  const config = parseConfig(input);
  const report = reportOf(
    (app) => void buildDelivery(app, config),
    quickRegister,
    promisedTargets(config),
    REGISTER_DAY,
    undefined,
    promisedRelease(config),
  );
  return printed(report, 'cdk.out/gate');
};
