/**
 * Which room may import which. `test/architecture/imports.test.ts` runs these rules, and shows that each one bites.
 * The drawing is in ARCHITECTURE.md. Only bin/ and test/ may import from every room.
 */

/** Room → the other rooms it may import, beside the ground. Whatever else lies in lib/ is refused by the test. */
const rooms = {
  ground: [],
  // The SDK's calls that more than one room makes.
  aws: [],
  contract: [],
  promises: [],
  policy: [],
  effect: [],
  config: ['contract', 'promises'],
  reports: ['contract'],
  stacks: ['contract'],
  stages: ['config', 'contract', 'stacks'],
  pipeline: ['config', 'contract', 'stacks', 'stages'],
  gate: ['contract', 'effect', 'policy', 'promises', 'reports'],
  validation: ['aws', 'contract', 'effect', 'policy', 'promises', 'reports'],
  // Looks at everything before the first failure: with the clients and the patience of the validation.
  doctor: ['aws', 'bootstrap', 'config', 'contract', 'execution-policy', 'policy', 'recovery', 'review', 'validation'],
  review: ['aws', 'contract', 'policy', 'reports'],
  evidence: ['contract'],
  // CodePipeline's executions, wherever they run.
  executions: [],
  promotion: ['contract', 'evidence'],
  // Reads assemblies of any app, by what bin/ hands on.
  'execution-policy': ['policy'],
  // Accounts made ready for the pipeline, by the CDK's own command that bin/ hands in.
  bootstrap: ['aws', 'contract', 'execution-policy'],
  // Frees stacks that stand in the way of the next release.
  recovery: ['aws'],
  // Shows records of rehearsals and what CodePipeline says, whatever has run them.
  serve: ['executions', 'rehearsal', 'reports'],
  // It runs the pipeline of any app of anyone: names of ours are unknown to it.
  rehearsal: ['aws'],
  // Looks at the packages before they are trusted.
  scans: [],
  // A preview goes where rehearsals go.
  watch: ['rehearsal'],
};

/** Where the shape of each report stands. */
const SHAPES =
  '^lib/contract/(report|doctor-report|gate-report|validation-report|validation-question|evidence-report|review|review-news|release-facts|drift)\\.ts$';

const roomRules = Object.entries(rooms).map(([room, others]) => ({
  name: `room-${room}`,
  severity: 'error',
  comment: `lib/${room} may import ${others.length > 0 ? others.map((other) => `lib/${other}`).join(', ') : 'the ground only'}`,
  from: { path: `^lib/${room}/` },
  to: {
    path: '^(lib|bin|functions|test|bench|delivery\\.config)',
    pathNot: `^lib/(${['ground', room, ...others].join('|')})/`,
  },
}));

module.exports = {
  forbidden: [
    ...roomRules,
    {
      name: 'rehearsal-imports-no-file-of-the-project',
      severity: 'error',
      comment: "the app that it rehearses is somebody's, and the emulator is another program",
      from: { path: '^lib/rehearsal/' },
      to: { path: '^(emulator/|[^/]+\\.[a-z]+$)' },
    },
    {
      name: 'pages-read-records-and-run-nothing',
      severity: 'error',
      comment:
        'whoever shows a rehearsal knows its records and the words of its console; what runs it is handed in by bin/',
      from: { path: '^lib/serve/' },
      to: { path: '^lib/rehearsal/', pathNot: '^lib/rehearsal/(record/|console/text|process/has-code)' },
    },
    {
      name: 'functions-know-no-other-function',
      severity: 'error',
      comment: 'each is shipped by itself; what two of them share stands beside them, in functions/',
      from: { path: '^functions/([^/]+)/' },
      to: { path: '^functions/[^/]+/', pathNot: '^functions/$1/' },
    },
    {
      name: 'functions-take-the-contract-only',
      severity: 'error',
      comment:
        'a Lambda handler is bundled and shipped: of lib/ it needs the ground and the names it shares with the stack',
      from: { path: '^functions/', pathNot: '^functions/close-release/' },
      to: { path: '^((lib|bin|test|bench)/|delivery\\.config)', pathNot: '^lib/(ground|contract)/' },
    },
    {
      name: 'the-closing-function-takes-the-evidence-too',
      severity: 'error',
      comment: 'it writes the record that lib/evidence reads and verifies: one format, in one place',
      from: { path: '^functions/close-release/' },
      to: { path: '^((lib|bin|test|bench)/|delivery\\.config)', pathNot: '^lib/(ground|contract|evidence)/' },
    },
    {
      name: 'the-ground-imports-node-only',
      severity: 'error',
      comment: 'every room and every bundle stands on it',
      from: { path: '^lib/ground/' },
      to: { pathNot: '^lib/ground/', dependencyTypesNot: ['core'] },
    },
    {
      name: 'aws-imports-the-sdk-and-the-ground',
      severity: 'error',
      comment: 'what every room that calls AWS shares must know none of them',
      from: { path: '^lib/aws/' },
      to: { pathNot: '^lib/(aws|ground)/|node_modules/@(aws-sdk|smithy)/|^crypto$' },
    },
    {
      name: 'contract-policy-and-promises-import-the-ground-only',
      severity: 'error',
      comment: 'synthesis, live validation, and Lambda handlers all load them',
      from: { path: '^lib/(contract|policy|promises)/', pathNot: SHAPES },
      to: { pathNot: '^lib/(ground|contract|policy)/' },
    },
    {
      name: 'shapes-of-reports-import-small-zod-and-the-ground',
      severity: 'error',
      comment: 'all of zod brings the words of fifty languages into every bundle that reads a report',
      from: { path: SHAPES },
      to: { pathNot: '^lib/(ground|contract)/|node_modules/zod/(mini/|v4/(core/index|locales/index))' },
    },
    {
      name: 'functions-read-no-report',
      severity: 'error',
      comment: 'a handler shares names with its stack; the shape of a report would bring zod into each',
      from: { path: '^functions/', pathNot: '^functions/close-release/' },
      to: { path: SHAPES },
    },
    {
      name: 'the-judged-read-no-promise',
      severity: 'error',
      comment: 'gate and validation would pass whatever a construct says if both took it from one constant',
      from: { path: '^lib/(stacks|stages|pipeline)/' },
      to: { path: '^lib/promises/' },
    },
    {
      name: 'only-the-gate-says-cdk-nag',
      severity: 'error',
      comment: 'a second place that installs packs or acknowledges findings would be a second gate',
      from: { path: '^(lib|bin|functions|bench)/', pathNot: '^lib/gate/' },
      to: { path: 'node_modules/cdk-nag/' },
    },
    {
      name: 'judges-know-no-promise',
      severity: 'error',
      comment: 'who judges what holds data by the list that protects it finds nothing that the list forgets',
      from: { path: '^lib/(gate|review|validation)/' },
      to: { path: '^lib/contract/stack-policy' },
    },
    {
      name: 'live-checks-know-no-cdk',
      severity: 'error',
      comment: 'the validation is a bundle that runs where no aws-cdk-lib is',
      from: { path: '^(bin/pipeline|lib/(validation|evidence|review|promotion)/|functions/)' },
      to: { path: 'node_modules/(aws-cdk-lib|constructs)/', reachable: true },
    },
    {
      name: 'checks-ask-through-the-cloud',
      severity: 'error',
      comment: 'what a check asks is asked once, at a pace, and answered by the tests without a network',
      from: { path: '^lib/validation/(checks|facts)/' },
      to: { path: 'node_modules/@aws-sdk/|^lib/aws/assume-role' },
    },
    {
      name: 'unit-tests-start-no-emulator',
      severity: 'error',
      comment: "`npm run check` is what the pipeline's Build runs: a rehearsal there would rehearse itself for ever",
      from: { path: '^test/.*\\.test\\.ts$' },
      to: { path: '^(lib/rehearsal/emulator/start-emulator|bin/delivery)\\.ts$', reachable: true },
    },
    {
      name: 'no-cycles',
      severity: 'error',
      comment: 'two files that need each other are one idea in two places',
      from: { path: '^(lib|bin|functions)/' },
      to: { circular: true },
    },
    {
      name: 'every-import-resolves',
      severity: 'error',
      comment: 'an edge that leads nowhere could not be judged',
      from: {},
      // Packages of types only: @types/aws-lambda, @types/sarif.
      to: { couldNotResolve: true, pathNot: '^(aws-lambda|sarif)$' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    // TypeScript 7 has no parser that other tools can load; swc sees type-only imports too.
    parser: 'swc',
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      extensions: ['.ts', '.mjs', '.js', '.json'],
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default'],
    },
  },
};
