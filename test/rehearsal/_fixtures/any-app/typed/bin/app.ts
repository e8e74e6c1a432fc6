import { App } from 'aws-cdk-lib';
import { PipelineStack } from '../lib/pipeline-stack';

new PipelineStack(new App(), 'Pipeline', { env: { account: '111111111111', region: 'us-east-1' } });
