/** The faults that `--fault` knows: one row each. `docs/faults.md` shows a run of every row. */
export interface FaultRow {
  readonly name: string;
  /** How its arguments are written, in the words of `where` and `does`. */
  readonly form: string;
  /** Names them. */
  readonly pattern: RegExp;
  readonly example: string;
  readonly does: string;
  /** In which layer it is injected. */
  readonly where: string;
  readonly sees: string;
  /** What to do about it, here and on AWS. */
  readonly cure: string;
  /** Of a release on which it struck. */
  readonly exitCode: '0' | '1' | '0 or 1';
  /** Who strikes: our emulator, the executor, or whoever answers approvals. */
  readonly by: 'emulator' | 'executor' | 'approver';
}

const CALL = '(?<service>[a-z][a-z0-9-]*):(?<operation>[A-Za-z0-9]+)';
const PLACE = '(?<place>[^:/]+/[^:/]+)';
const API = 'the API, before policies are asked; not what CloudFormation itself calls';

/** What goes wrong with calls of AWS, whoever makes them. */
const CALLS: readonly FaultRow[] = [
  {
    name: 'throttle',
    form: 'SERVICE:OPERATION[:TIMES]',
    pattern: new RegExp(`^${CALL}(?::(?<times>[1-9]\\d{0,5}))?$`),
    example: 'throttle:cloudformation:DescribeStacks:2',
    does: 'the first TIMES calls are too many, all without TIMES',
    where: API,
    sees: "nothing but a slower action while the SDK tries again; else the action fails with the service's own error",
    cure: 'wait, then retry the stage (`bin/delivery retry`); where it comes back, call less often or ask for a higher quota',
    exitCode: '0 or 1',
    by: 'emulator',
  },
  {
    name: 'error',
    form: 'SERVICE:OPERATION[:NTH]',
    pattern: new RegExp(`^${CALL}(?::(?<nth>[1-9]\\d{0,5}))?$`),
    example: 'error:s3:GetObject',
    does: 'the NTH call fails inside the service, every call without NTH',
    where: API,
    sees: 'as for throttle',
    cure: "retry the stage (`bin/delivery retry`); where it comes back, look at AWS's Health Dashboard",
    exitCode: '0 or 1',
    by: 'emulator',
  },
  {
    name: 'delay',
    form: 'SERVICE:OPERATION:SECONDS',
    pattern: new RegExp(`^${CALL}:(?<seconds>[1-9]\\d{0,2})$`),
    example: 'delay:s3:PutObject:1',
    does: 'every call is answered SECONDS later, at most 999',
    where: API,
    sees: 'a slower action, or what its caller says when it waits no longer',
    cure: 'nothing; where an action ends for it, retry the stage',
    exitCode: '0 or 1',
    by: 'emulator',
  },
  {
    name: 'denied',
    form: 'ROLE:SERVICE:ACTION',
    pattern: /^(?<role>[\w+=,.@*-]+):(?<action>[a-z][a-z0-9-]*:[A-Za-z*]+)$/,
    example: 'denied:*deploy-role*:cloudformation:CreateChangeSet',
    does: "an explicit deny for the role's action, whatever its policies say; `*` in both stands for anything",
    where:
      'the decision about a request, as a service control policy of the organization; also for what CloudFormation does as the role',
    sees: "the action that needs it fails with AWS's sentence, which names role, action, resource and the kind of policy",
    cure: 'have whoever owns the policy lift the deny, then retry the stage',
    exitCode: '1',
    by: 'emulator',
  },
];

/** What goes wrong with stacks and with what the accounts hold. */
const THINGS: readonly FaultRow[] = [
  {
    name: 'failed-resource',
    form: 'TYPE or LOGICAL-ID',
    pattern: /^(?<what>[A-Za-z0-9]+(?:::[A-Za-z0-9]+)*)$/,
    example: 'failed-resource:AWS::SSM::Parameter',
    does: 'the first resource of that type or logical id fails to be made or changed',
    where: "CloudFormation's handler of the resource",
    sees: 'the deployment fails with resource and reason, and the stack rolls back',
    cure: "read the reason in the stack's events; a stack that was new (ROLLBACK_COMPLETE) has to be deleted by hand; then retry the stage",
    exitCode: '1',
    by: 'emulator',
  },
  {
    name: 'disabled-key',
    form: 'ALIAS:STAGE/ACTION',
    pattern: new RegExp(`^(?<alias>alias/[\\w/-]+):${PLACE}$`),
    example: 'disabled-key:alias/data-logs-dev:dev/Validate',
    does: 'somebody disables the key of the alias, wherever it is, when the action begins',
    where: "KMS, by DisableKey as the account's root user; it stays so in a kept emulator",
    sees: 'the validation names the key and how to enable it; what needs the key is refused',
    cure: '`aws kms enable-key`, find out in CloudTrail who disabled it, then retry the stage',
    exitCode: '1',
    by: 'emulator',
  },
  {
    name: 'lost-emulator',
    form: 'STAGE/ACTION',
    pattern: new RegExp(`^${PLACE}$`),
    example: 'lost-emulator:Assets/FileAssets',
    does: 'the emulator is killed when the action begins',
    where: 'this machine: nothing of AWS ends so',
    sees: 'the command ends with one sentence that says so, and leaves no process and no private file',
    cure: 'rehearse again',
    exitCode: '1',
    by: 'emulator',
  },
];

/** What goes wrong in the pipeline itself. */
const ACTIONS: readonly FaultRow[] = [
  {
    name: 'crashed-build',
    form: 'STAGE/ACTION[:EXIT]',
    pattern: new RegExp(`^${PLACE}(?::(?<exit>[1-9]\\d{0,2}))?$`),
    example: 'crashed-build:Build/Synth',
    does: 'the first command of the build ends with EXIT; without it its shell is killed, as where memory is used up (137)',
    where: 'the shell of the build, once',
    sees: 'the action fails with the command and its exit status, and publishes nothing',
    cure: 'with 137 give the project a larger compute type; else read the log; then retry the stage',
    exitCode: '1',
    by: 'executor',
  },
  {
    name: 'later',
    form: 'DAYS:STAGE/ACTION',
    pattern: new RegExp(`^(?<days>[1-9]\\d{0,4}):${PLACE}$`),
    example: 'later:400:Build/Synth',
    does: 'the build runs so many days later: acknowledgements of the gate end, requests that it signs are out of date',
    where: 'the clock of node in the build',
    sees: 'the gate says which acknowledgement has expired, on which day, and what it stops',
    cure: 'renew the acknowledgement (CONTRIBUTING.md), or cure what it accepts, and push',
    exitCode: '0 or 1',
    by: 'executor',
  },
  {
    name: 'lost-connection',
    form: 'STAGE/ACTION',
    pattern: new RegExp(`^${PLACE}$`),
    example: 'lost-connection:Source/somebody_shop',
    does: "the connection of the source is not available, as after somebody has removed the provider's app",
    where: "the source action, once; CodePipeline's own words are not documented",
    sees: 'the action fails with the connection and what to do; nothing is built',
    cure: 'complete the connection in Developer Tools, then release again',
    exitCode: '1',
    by: 'executor',
  },
  {
    name: 'rejected',
    form: 'STAGE',
    pattern: /^(?<stage>[^:/]+)$/,
    example: 'rejected:prod',
    does: 'the approval of the stage is refused, whatever --approve says',
    where: 'whoever answers, by PutApprovalResult, once',
    sees: 'the approval fails with the comment; the stages behind it are not touched',
    cure: 'read the comment, change what it asks for, and push; or retry the stage, which asks again',
    exitCode: '1',
    by: 'approver',
  },
  {
    name: 'expired',
    form: 'STAGE',
    pattern: /^(?<stage>[^:/]+)$/,
    example: 'expired:prod',
    does: 'nobody answers the approval of the stage, and its time is over at once (seven days, or what the action says)',
    where: 'the approval action, once',
    sees: 'the approval fails with the time it waited; the stages behind it are not touched',
    cure: 'retry the stage, which asks again',
    exitCode: '1',
    by: 'executor',
  },
];

/** All of them, in the order in which they are listed. */
export const FAULTS: readonly FaultRow[] = [...CALLS, ...THINGS, ...ACTIONS];
