import type { App } from 'aws-cdk-lib';
import type { GateReport } from '../../../lib/contract/gate-report';
import { Gate } from '../../../lib/gate/gate';
import type { Acknowledgement } from '../../../lib/gate/register/acknowledgement';
import type { ReleasePromise, TargetPromise } from '../../../lib/gate/templates/template';
import { appIn, inDirectory, quickPacks } from './judge';

/** The report on an app that holds what `build` puts there; `look` is shown its assembly directory while it is there. */
export const reportOf = (
  build: (app: App) => void,
  register: readonly Acknowledgement[] = [],
  targets: readonly TargetPromise[] = [],
  today = '2026-11-23',
  look: (directory: string) => void = () => {},
  release: ReleasePromise = {},
): GateReport =>
  inDirectory((outdir) => {
    const app = appIn(outdir);
    build(app);
    const about = { application: 'an-app', root: process.cwd(), targets };
    const { report } = new Gate(app, register, quickPacks(app, targets, release), about, today).examine(app.synth());
    look(outdir);
    return report;
  });
