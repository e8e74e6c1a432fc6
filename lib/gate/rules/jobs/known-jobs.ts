/** What builds of a pipeline are known to run: whoever adds a command adds it here, and says what it is for. */

export type BuildPhase = 'install' | 'pre_build' | 'build' | 'post_build';

/** A command of a build, whole: nothing may stand before, behind or around it. */
export interface KnownCommand {
  /** What it does, as a sentence's end: `installs from the lockfile`. */
  readonly does: string;
  /** The whole command; its groups are judged by name. */
  readonly form: RegExp;
  /** How often it stands there. @default once */
  readonly times?: 'maybe' | 'any';
}

/** A job of a pipeline. */
export interface KnownJob {
  readonly id: 'synthesis' | 'self-update' | 'publishing' | 'validation' | 'revalidation';
  /** A command that is this job's, however it is called. */
  readonly told: RegExp;
  readonly phases: Readonly<Record<BuildPhase, readonly KnownCommand[]>>;
  /** Directories that it hands on. */
  readonly hands: readonly string[];
  /** Paths that it keeps from one build to the next. */
  readonly keeps: readonly string[];
  /** Variables that the pipeline may show. */
  readonly shows: readonly string[];
  /** Variables that its actions give it for their target, and the forms of their values. @default none */
  readonly takes?: Readonly<Record<string, RegExp>>;
  /** What it works on: the commit, a directory that another job hands on, or what was promoted, which no action gives it. */
  readonly worksOn: 'source' | 'cdk.out' | '.build/validation' | 'promoted';
}

/** A command from its parts: words as they stand, and forms. */
const command = (does: string, form: string, times?: KnownCommand['times']): KnownCommand => ({
  does,
  form: new RegExp(`^${form}$`),
  ...(times && { times }),
});

const ENVIRONMENT = '[a-z][a-z0-9-]*';
const ACCOUNT = '\\d{12}';
const REGION = '[a-z]{2}(?:-[a-z]+)+-\\d';
const ROLE = 'arn:[a-z-]+:iam::\\d{12}:role/[\\w+=,.@-]+';
const BUCKET = '[a-z0-9.-]+';
const PLACE = `${ENVIRONMENT}/${ACCOUNT}/${REGION}`;
const QUOTED = "'[\\w.:/()#@[\\]+=&;{}!$,*-]+'"; // in single quotes a shell reads nothing
const FILE = '(?:[\\w-]+/)?[\\w.-]+\\.assets\\.json';

const tool = (name: string): readonly KnownCommand[] => [
  command('installs the locked tool', `npm --prefix tools/${name} ci --ignore-scripts`),
  command('links the locked tool', `npm install -g ${name}@file:\\./tools/${name}/node_modules/${name}`),
];

const NONE = { install: [], pre_build: [], build: [], post_build: [] };

export const KNOWN_JOBS: readonly KnownJob[] = [
  {
    id: 'validation',
    told: /\bpipeline\.mjs validate\b/,
    worksOn: '.build/validation',
    hands: ['report'],
    keeps: [],
    shows: ['RELEASE', 'VALIDATION', 'REVIEW'],
    takes: { TARGET_ACCOUNT: new RegExp(`^${ACCOUNT}$`), TARGET_REGION: new RegExp(`^${REGION}$`) },
    phases: {
      ...NONE,
      build: [
        command(
          'protects data against the deletion of its stack',
          `node pipeline\\.mjs protect --stack (?<protectedStack>[\\w-]+) --region (?<protectedRegion>${REGION}) --role-arn (?<protectedRole>${ROLE})`,
          'maybe',
        ),
        command(
          'asks whether the target is what was promised',
          [
            'node pipeline\\.mjs validate(?: --application (?<application>[a-z][a-z0-9-]*))?',
            ` --environment (?<environment>${ENVIRONMENT}) --account (?<account>${ACCOUNT}) --region (?<region>${REGION})`,
            ` --role-arn (?<role>${ROLE}) --release release --log-retention-days (?<days>\\d+)`,
            `(?<elsewhere> --management-events-elsewhere)?`,
            `(?<guests>(?: --guest-endpoint [\\w.-]+| --guest-(?:security-group|principal) ${QUOTED})*)`,
            '(?: --organization (?<organization>o-[a-z0-9]{10,32}))? --output report',
          ].join(''),
        ),
        command('shows whose review it prepares', 'export RELEASE="\\$PIPELINE_EXECUTION_ID"'),
        command(
          'shows how many answers there were',
          `export VALIDATION="\\$\\(node -p "const { pass, fail, cannotTell } = require\\('\\./report/validation\\.json'\\)\\.summary; pass \\+ ' pass, ' \\+ fail \\+ ' fail, ' \\+ cannotTell \\+ ' cannot tell'"\\)"`,
        ),
      ],
      post_build: [
        command(
          'keeps what was proved and prepares the next review',
          [
            `node pipeline\\.mjs promote --place (?<place>${PLACE}) --execution \\$PIPELINE_EXECUTION_ID`,
            `(?: --beside ${PLACE})*(?<next>(?: --next ${PLACE}=${ROLE})*)`,
            ` --bucket (?<bucket>${BUCKET}) --bucket-region (?<bucketRegion>${REGION})`,
            ' --report report --release release --review review --succeeding \\$CODEBUILD_BUILD_SUCCEEDING',
          ].join(''),
        ),
        command('shows what changes next', 'export REVIEW="\\$\\(cat review/summary\\.txt\\)"'),
      ],
    },
  },
  {
    id: 'revalidation',
    told: /\bpipeline\.mjs revalidate\b/,
    worksOn: 'promoted',
    hands: [],
    keeps: [],
    shows: [],
    phases: {
      ...NONE,
      build: [
        command(
          'asks again whether an environment is what was promised',
          [
            `node pipeline\\.mjs revalidate --environment \\$ENVIRONMENT --pipeline (?<pipeline>[\\w-]+)`,
            ` --bucket (?<bucket>${BUCKET}) --bucket-region (?<bucketRegion>${REGION}) --release release`,
          ].join(''),
        ),
      ],
    },
  },
  {
    id: 'synthesis',
    told: /^npm run (--silent )?synth\b/,
    worksOn: 'source',
    hands: ['cdk.out', '.build/validation'],
    keeps: ['/root/.npm/**/*'], // npm holds what it takes from there to the lockfile
    shows: [],
    phases: {
      ...NONE,
      install: [command('installs from the lockfile', 'npm ci --ignore-scripts')],
      build: [
        command('asks the gate', 'npm run --silent synth'),
        command('looks at the packages', 'npm run --silent scans'),
        command('checks types, style and units', 'npm run --silent check'),
        command('bundles what validates', 'npm run --silent bundle'),
      ],
      post_build: [
        command(
          'records what the build leaves behind',
          `npm run --silent record -- --execution \\$PIPELINE_EXECUTION_ID --bucket (?<bucket>${BUCKET}) --region (?<bucketRegion>${REGION}) --succeeding \\$CODEBUILD_BUILD_SUCCEEDING`,
        ),
      ],
    },
  },
  {
    id: 'self-update',
    told: /^cdk\b.* deploy\b/,
    worksOn: 'cdk.out',
    hands: [],
    keeps: [],
    shows: [],
    phases: {
      ...NONE,
      install: tool('aws-cdk'),
      build: [
        command(
          'deploys the pipeline from the assembly',
          'cdk -a \\. deploy (?<stack>[\\w/-]+) --require-approval=never --verbose',
        ),
      ],
    },
  },
  {
    id: 'publishing',
    told: /^cdk-assets\b/,
    worksOn: 'cdk.out',
    hands: [],
    keeps: [],
    shows: [],
    phases: {
      ...NONE,
      install: tool('cdk-assets'),
      pre_build: [
        command(
          'writes manifests down to the schema that is read',
          `sed -i\\.old 's/"version": "55\\\\\\./"version": "54\\./' \\*\\.assets\\.json assembly-\\*/\\*\\.assets\\.json`,
        ),
      ],
      build: [
        command(
          'publishes an asset of the assembly',
          `cdk-assets --path "${FILE}" --verbose publish "[0-9a-f]{64}:[\\w-]+"`,
          'any',
        ),
      ],
    },
  },
];
