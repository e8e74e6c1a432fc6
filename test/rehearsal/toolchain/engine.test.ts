import { describe, expect, test } from '@jest/globals';
import { engineIn, wantsEngine } from '../../../lib/rehearsal/toolchain/engine';

const FAILED = (why: string) =>
  `throw new Error(\`Failed to bundle asset \${this.node.path}, bundle output\`)\nError: Failed to bundle asset live/Shop/Fn/Code/Stage, bundle output is located at /tmp/x: Error: ${why}`;

describe('a synthesis that wants an engine of containers', () => {
  test.each([
    ['spawnSync docker ENOENT', {}, 'docker'],
    ['spawnSync /opt/finch ENOENT', { CDK_DOCKER: '/opt/finch' }, '/opt/finch'],
    [
      'docker exited with status 125\ndocker: Cannot connect to the Docker daemon at unix:///var/run/docker.sock.',
      {},
      'docker',
    ],
  ])('is refused by the asset where there is none: %s', (why, env, engine) => {
    expect(wantsEngine(FAILED(why), env)).toBe(
      `the app bundles live/Shop/Fn/Code in a container, which cannot be rehearsed here: no engine answers to ${engine}. Start one, or name it in CDK_DOCKER`,
    );
    expect(engineIn(env)).toBe(engine);
  });

  test('is the app’s own affair where the engine has run', () => {
    expect(wantsEngine(FAILED('docker exited with status 1'), {})).toBeUndefined();
    expect(wantsEngine('SyntaxError: Unexpected token', {})).toBeUndefined();
  });
});
