import { App } from 'aws-cdk-lib';
import featureFlags from 'aws-cdk-lib/recommended-feature-flags.json';
import config from '../delivery.config';
import { parseConfig } from '../lib/config';
import { buildDelivery } from '../lib/pipeline';

/** The same app without our gate, as `cdk init` would have it. */
const app = new App({ analyticsReporting: false, postCliContext: featureFlags });
buildDelivery(app, parseConfig(config));
app.synth();
