import { resolve } from 'node:path';
import { loadConfig } from '../lib/config';
import { dayOf, daysAfter } from '../lib/contract/grace';
import { readRegister } from '../lib/gate/register/read-register';
import { synthesizedOn } from './clock/dated-synthesis';
import { endingsIn } from './clock/endings';
import { clockRows, differing, printedClock } from './clock/table';
import { endWith } from './commands/end-with';

/** Days from today on which a synthesis is looked at. */
const LATER = [0, 30, 190, 400, 800];
const REGISTER = 'acknowledgements.yaml';

/**
 * `npm run clock`: what breaks when, for the configuration and register of this repository, if nobody touches anything.
 * Exit code: 0 the table is made, whatever stands in it; 1 a template is another one on another day; 2 it cannot be made.
 */
const main = async (): Promise<number> => {
  const config = await loadConfig(resolve('delivery.config.ts'));
  const register = readRegister(REGISTER);
  const today = dayOf(new Date());
  const moments = LATER.map((days) => synthesizedOn(config, REGISTER, daysAfter(today, days)));
  const heads = moments.map(({ day }, index) => `${day} (+${LATER[index]})`);
  const sources = endingsIn([...(moments[0]?.templates.values() ?? [])]);
  console.log(printedClock(clockRows(moments, register), heads, sources));
  const changed = differing(moments);
  if (changed.length === 0) return 0;
  console.error(`templates depend on the day: ${changed.join(', ')}`);
  return 1;
};

endWith(main);
