// Two stages at once behind an approval, one of them in another account and region.
const { CfnOutput } = require('aws-cdk-lib');
const { StringParameter } = require('aws-cdk-lib/aws-ssm');
const { ManualApprovalStep } = require('aws-cdk-lib/pipelines');

exports.deploy = (stack) => {
  const { parameterName } = new StringParameter(stack, 'Here', { stringValue: stack.region });
  return { NAME: new CfnOutput(stack, 'Name', { value: parameterName }) };
};
exports.look = ['echo "made $NAME"'];
exports.more = (pipeline, stage) => {
  const wave = pipeline.addWave('Everywhere', { pre: [new ManualApprovalStep('Approve')] });
  wave.addStage(stage('West'));
  wave.addStage(stage('East', { account: '222222222222', region: 'eu-west-1' }));
};
