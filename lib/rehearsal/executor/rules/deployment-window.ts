import { setTimeout as delay } from 'node:timers/promises';
import { openAt } from './cron';
import type { RuleHandler } from './rule';

const MINUTE = 60_000;

/**
 * Waits until a minute that the expression names, in the given time zone (UTC without one).
 *
 * @see https://docs.aws.amazon.com/codepipeline/latest/userguide/rule-reference-DeploymentWindow.html
 */
export const deploymentWindow: RuleHandler = {
  async run({ configuration, signal }) {
    const { Cron: cron = '', TimeZone: zone = 'UTC' } = configuration;
    const isOpen = openAt(cron, zone);
    while (!isOpen(new Date())) await delay(MINUTE - (Date.now() % MINUTE), undefined, { signal });
    return { status: 'Succeeded', summary: `the window ${cron} (${zone}) is open` };
  },
};
