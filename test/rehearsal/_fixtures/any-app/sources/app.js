// A pipeline of GitHub's first version, started by its webhook, and of a repository of CodeCommit beside it, each with files of its own.
const { App, SecretValue, Stack } = require('aws-cdk-lib');
const { BuildSpec, PipelineProject } = require('aws-cdk-lib/aws-codebuild');
const { Repository } = require('aws-cdk-lib/aws-codecommit');
const { Artifact, Pipeline } = require('aws-cdk-lib/aws-codepipeline');
const { CodeBuildAction, CodeCommitSourceAction, GitHubSourceAction } = require('aws-cdk-lib/aws-codepipeline-actions');

const app = new App();
const stack = new Stack(app, 'Sources', { env: { account: '111111111111', region: 'us-east-1' } });
const repository = new Repository(stack, 'Library', { repositoryName: 'library' });
const [shop, library] = [new Artifact('Shop'), new Artifact('Library')];
const project = new PipelineProject(stack, 'Look', {
  buildSpec: BuildSpec.fromObject({
    version: '0.2',
    phases: { build: { commands: ['cat cdk.json', 'ls "$CODEBUILD_SRC_DIR_Library"', 'echo "by $AUTHOR at $URL"'] } },
  }),
});
const github = new GitHubSourceAction({
  ...{ actionName: 'Shop', owner: 'somebody', repo: 'shop', branch: 'main', output: shop },
  oauthToken: SecretValue.secretsManager('github-token'),
});
new Pipeline(stack, 'Pipeline', {
  pipelineName: 'sources',
  stages: [
    {
      stageName: 'Source',
      actions: [github, new CodeCommitSourceAction({ actionName: 'Lib', repository, branch: 'main', output: library })],
    },
    {
      stageName: 'Build',
      actions: [
        new CodeBuildAction({
          ...{ actionName: 'Look', project, input: shop, extraInputs: [library] },
          environmentVariables: { URL: { value: github.variables.commitUrl } },
        }),
      ],
    },
  ],
});
app.synth();
