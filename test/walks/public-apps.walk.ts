import { describe, expect, test } from '@jest/globals';
import { anyApp } from './_helpers/any-app';

/** Apps in the style of public samples, and what each finds when it looks at itself after the deployment. */
const APPS: readonly (readonly [app: string, finds: string])[] = [
  ['rest-table', 'found ["a ball"]'],
  ['http-python', 'hello Ada, says the layer'],
  ['notified-bucket', 'HELLO'],
  ['worker-queue', 'last: a parcel'],
  ['state-machine', 'price: 4, asked: Create'],
  ['stream-bus', 'heard '],
  ['vpc-function', '{"said": "hello"}'],
  ['static-site', '<h1>a site</h1>'],
  ['nested', 'answer 42'],
  ['people', 'Readers'],
  ['waves', 'made CFN-waves-dev-Here'],
  ['security-check', ' made security-check-dev-Reader'],
];

const publicApp = (name: string) => anyApp('public', '', {}, { 'settings.json': JSON.stringify({ app: name }) });

describe('an app in the style of public samples', () => {
  test.each(APPS)('%s does what it does on AWS', async (name, finds) => {
    const app = publicApp(name);
    const ended = await app.rehearse('--permissions', 'enforce');
    if (ended.exitCode !== 0) throw new Error(`${ended.stdout}\n${ended.stderr}`);
    expect(app.summary()).toMatchObject({ status: 'Succeeded', pipelineName: name });
    expect(app.log('Dev.Look')).toContain(finds);
  });

  test('image is refused by what it needs, before anything is started', async () => {
    const ended = await publicApp('image').rehearse();
    expect([ended.exitCode, ended.stderr]).toEqual([2, expect.stringContaining('image asset: ')]);
    expect(ended.stderr).toContain('cannot be rehearsed');
    expect(ended.stdout).not.toContain('bootstrap');
  });
});
