import type { App } from 'aws-cdk-lib';
import { type About, Gate } from '../../../../../lib/gate/gate';
import type { WatchedPack } from '../../../../../lib/gate/packs';
import { PLANTS } from '../../../../../lib/gate/packs/liveness/canary';
import { appIn, inDirectory, quickPacks } from '../../../_helpers/judge';
import { harmless } from '../../../_helpers/plants';

/** Plants of the packs that need no engine. */
export const QUICK = PLANTS.filter(({ pack }) => pack !== 'CloudFormation-Validate');

interface Trial {
  readonly build?: (app: App) => void;
  readonly packs?: (app: App) => readonly WatchedPack[];
  readonly about?: Partial<About>;
}

/** The report of a gate as it is installed, with the canary. */
export const examined = ({ build = harmless, packs = quickPacks, about = {} }: Trial) =>
  inDirectory((outdir) => {
    const app = appIn(outdir);
    build(app);
    const whole = { application: 'an-app', root: '/', plants: QUICK, ...about };
    return new Gate(app, [], packs(app), whole, '2026-11-23').examine(app.synth()).report;
  });

export const objectionsTo = (trial: Trial): readonly string[] => examined(trial).objections;
