import { RemovalPolicy, Stack } from 'aws-cdk-lib';
import { ReportGroup, ReportGroupType } from 'aws-cdk-lib/aws-codebuild';
import { type IRole, ManagedPolicy, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';

/** What makes the report groups. */
export interface ReportGroupsProps {
  readonly application: string;
  readonly account: string;
  readonly region: string;
}

/** A JUnit report in a build's working directory. */
export interface JunitFile {
  readonly directory: string;
  readonly file: string;
}

/**
 * Where CodeBuild shows the results of the gate and of the validations, in its console for 30 days.
 *
 * Raw results are not exported: what must be kept lies in the evidence bucket.
 */
export class ReportGroups extends Construct {
  constructor(
    scope: Construct,
    id: string,
    private readonly props: ReportGroupsProps,
  ) {
    super(scope, id);
    for (const kind of ['gate', 'validation'] as const) {
      new ReportGroup(this, kind === 'gate' ? 'Gate' : 'Validation', {
        reportGroupName: this.nameOf(kind),
        type: ReportGroupType.TEST,
        deleteReports: true,
        removalPolicy: RemovalPolicy.DESTROY,
      });
    }
  }

  /**
   * The `reports` section of a buildspec. It names the group by its ARN: a bare name would make CodeBuild create another one
   * for each project.
   */
  section(kind: 'gate' | 'validation', { directory, file }: JunitFile): Readonly<Record<string, object>> {
    return {
      [this.arnOf(kind)]: { files: [file], 'base-directory': directory, 'file-format': 'JUNITXML' },
    };
  }

  /** Lets a build publish its results there, and nothing else. */
  allow(kind: 'gate' | 'validation', id: string, role: IRole): void {
    new ManagedPolicy(this, id, {
      roles: [role],
      statements: [
        new PolicyStatement({
          actions: ['codebuild:CreateReport', 'codebuild:UpdateReport', 'codebuild:BatchPutTestCases'],
          resources: [this.arnOf(kind)],
        }),
      ],
    });
  }

  /** As text: a reference cannot be a key of a buildspec. */
  private arnOf(kind: string): string {
    const { account, region } = this.props;
    return `arn:${Stack.of(this).partition}:codebuild:${region}:${account}:report-group/${this.nameOf(kind)}`;
  }

  private nameOf(kind: string): string {
    return `${this.props.application}-${kind}`;
  }
}
