// Loads packages while nothing is to do, waits for a bundled CDK app and runs it as node would. Tells when its constructs
// are there, which is when it first asks for a synthesis. Ends with whoever waits for it.
'use strict';

const { createRequire } = require('node:module');
const { join } = require('node:path');

const fromApp = createRequire(join(process.cwd(), 'package.json'));

/** What cannot be loaded is the app's to say. */
const load = (name) => {
  try {
    return fromApp(name);
  } catch {
    return undefined;
  }
};

const tellWhenConstructed = (prototype) => {
  const { synth } = prototype;
  prototype.synth = function (...options) {
    prototype.synth = synth;
    process.send('constructed');
    return synth.apply(this, options);
  };
};

const run = ({ bundle, assembly }) => {
  const library = load('aws-cdk-lib');
  if (library !== undefined) tellWhenConstructed(library.Stage.prototype);
  process.env.CDK_OUTDIR = assembly;
  process.argv = [process.execPath, bundle];
  process.channel.unref();
  require(bundle);
};

process.on('disconnect', () => process.exit(1));
process.on('message', ({ bundle, packages, assembly }) => {
  if (bundle === undefined) packages.forEach(load);
  else run({ bundle, assembly });
});
