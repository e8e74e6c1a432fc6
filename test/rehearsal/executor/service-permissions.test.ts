import { describe, expect, test } from '@jest/globals';
import type { Project } from '../../../lib/rehearsal/executor/cloud/cloud';
import { toBuild, toConnect, toLog, toReport } from '../../../lib/rehearsal/executor/service-permissions';

const project: Project = { name: 'build', arn: 'arn:aws:codebuild:eu-west-1:1:project/build' };
const lines = (permissions: ReturnType<typeof toBuild>) =>
  permissions.map(({ action, resource }) => `${action} ${resource}`);

describe('what services do with a role', () => {
  test('CodePipeline starts a build and looks how it goes', () => {
    expect(lines(toBuild(project))).toEqual([
      `codebuild:StartBuild ${project.arn}`,
      `codebuild:BatchGetBuilds ${project.arn}`,
    ]);
  });

  test.each([
    ['its own group', undefined, ['/aws/codebuild/build:log-stream:id']],
    ['a group and stream of the project', { groupName: 'group', streamName: 'stream' }, ['group:log-stream:stream/id']],
    ['nothing where the log is switched off', { status: 'DISABLED' as const }, []],
  ])('CodeBuild writes the log into %s', (_what, cloudWatchLogs, streams) => {
    const logs = cloudWatchLogs && { cloudWatchLogs: { status: 'ENABLED' as const, ...cloudWatchLogs } };
    expect(lines(toLog({ ...project, ...(logs && { logsConfig: logs }) }, 'id'))).toEqual(
      streams.flatMap((stream) =>
        ['logs:CreateLogStream', 'logs:PutLogEvents'].map(
          (action) => `${action} arn:aws:logs:eu-west-1:1:log-group:${stream}`,
        ),
      ),
    );
  });

  test('CodeBuild makes a report group that is only named, and fills one that is there', () => {
    const own = 'arn:aws:codebuild:eu-west-1:1:report-group/build-tests';
    const given = 'arn:aws:codebuild:eu-west-1:1:report-group/given';
    const [made, ...filled] = lines(toReport(project, ['tests', given]));
    expect(made).toBe(`codebuild:CreateReportGroup ${own}`);
    expect(filled.map((line) => line.split(' ')[1])).toEqual([own, own, own, given, given, given]);
  });

  test.each(['codeconnections', 'codestar-connections'])('a connection of %s is used by that name', (service) => {
    const arn = `arn:aws:${service}:eu-west-1:1:connection/x`;
    expect(lines(toConnect(arn))).toEqual([`${service}:UseConnection ${arn}`]);
    const older = service === 'codeconnections' ? 'codestar-connections:UseConnection' : undefined;
    expect(toConnect(arn).map((each) => each.or)).toEqual([older]);
  });
});
