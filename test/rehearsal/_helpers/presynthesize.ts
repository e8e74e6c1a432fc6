import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import type { App } from './app';

/** Synthesizes the small app once; what it releases from now on, `cdk synth` only copies. */
export const presynthesize = (app: App): void => {
  const CDK_OUTDIR = join(app.directory, 'assembly');
  const env = { ...process.env, CDK_OUTDIR, CDK_VALIDATION: 'false' };
  execFileSync(process.execPath, ['app.js'], { cwd: app.directory, env, stdio: 'pipe' });
  app.write('cdk.json', JSON.stringify({ app: 'cp -r assembly/. "$CDK_OUTDIR"' }));
  app.commit('Synthesize');
};
