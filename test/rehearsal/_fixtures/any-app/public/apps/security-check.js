// A stage behind the CDK's own security check, and a build that takes of its image what this machine may not have.
const { CfnOutput } = require('aws-cdk-lib');
const { Role, ServicePrincipal } = require('aws-cdk-lib/aws-iam');
const { ConfirmPermissionsBroadening } = require('aws-cdk-lib/pipelines');

exports.deploy = (stack) => {
  const { roleName } = new Role(stack, 'Reader', { assumedBy: new ServicePrincipal('ec2.amazonaws.com') });
  return { NAME: new CfnOutput(stack, 'Name', { value: roleName }) };
};
exports.look = ['n 22', 'MADE="$(node --version) made $NAME"', `node -p 'process.env.MADE'`, 'yarn --version'];
exports.more = (pipeline, stage) => {
  const live = stage('Live');
  pipeline.addStage(live, { pre: [new ConfirmPermissionsBroadening('Check', { stage: live })] });
};
