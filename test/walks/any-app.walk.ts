import { expect, test } from '@jest/globals';
import { anyApp } from './_helpers/any-app';

// Apps of the kinds that people have, each released as it is, or refused by the exact feature.
const MINUTES = 60_000;

test(
  'an app below the top of its repository is built in the whole of it, by a pipeline that its construct path names',
  async () => {
    const app = anyApp('monorepo', 'apps/shop');
    const ended = await app.rehearse('--pipeline', 'Tools/Pipelines/Shop');
    expect([ended.exitCode, ended.stderr]).toEqual([0, '']);
    expect(ended.stdout).toContain(
      'the whole repository is released, as a source hands it out: the app is its apps/shop',
    );
    expect(app.summary()).toMatchObject({ status: 'Succeeded', pipelineName: 'shop' });
    const ambiguous = await app.rehearse();
    expect(ambiguous.stderr).toContain(
      'choose one of Tools/Pipelines/Other/Pipeline, Tools/Pipelines/Shop/Pipeline/Pipeline',
    );
    expect(ambiguous.exitCode).toBe(2);
  },
  10 * MINUTES,
);
