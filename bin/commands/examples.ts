/** Examples of commands, as people type them, with what each does: they stand below the command's help. */
export const EXAMPLES: Readonly<Record<string, readonly (readonly [example: string, does: string])[]>> = {
  rehearse: [
    ['bin/delivery rehearse', 'HEAD, asked for approvals at a terminal'],
    ['bin/delivery rehearse --dirty --approve all', 'the working tree, with nobody asked'],
    ['bin/delivery rehearse --approve dev,staging --keep', 'asks for prod, and leaves everything running'],
    ['bin/delivery rehearse --app ../shop --fault rejected:prod', 'another app, where somebody says no'],
    ['bin/delivery rehearse --app ../shop --partial', 'another app, with stubs for what the emulator has not'],
    ['bin/delivery rehearse --wait 30 --json', 'stays for pushes, and prints each release in a line of JSON'],
  ],
  gate: [
    ['bin/delivery gate', 'our rules on cdk.out, and the register'],
    ['bin/delivery gate --explain AwsSolutions-IAM5', 'what a finding is, and how to be rid of it'],
    ['bin/delivery gate ../shop/cdk.out --json', 'the rules on any assembly, for a program'],
  ],
  doctor: [
    ['bin/delivery doctor', 'everything, with the credentials at hand'],
    ['bin/delivery doctor --profile 222222222222=dev --json', 'an account by another profile, for a program'],
  ],
  unblock: [
    ['bin/delivery unblock --plan', 'which stacks stand in the way of the next release, and what would be done'],
    ['bin/delivery unblock --environment prod --profile 444444444444=prod', 'frees those of prod'],
  ],
  validate: [
    ['bin/delivery validate --list', 'every check and what it proves'],
    ['bin/delivery validate --environment dev', 'all checks, against AWS or AWS_ENDPOINT_URL'],
    ['bin/delivery validate --environment dev --release cdk.out --json', 'also against the release, for a program'],
  ],
  revalidate: [
    ['bin/delivery revalidate --environment dev', 'in the kept rehearsal'],
    ['bin/delivery revalidate --environment prod --pipeline delivery --region us-east-1', 'on AWS, now'],
  ],
  approve: [
    ['bin/delivery approve', 'the one approval that waits'],
    ["bin/delivery approve prod --comment 'looked at the page'", 'one of several, with the reason'],
    ['bin/delivery approve prod --pipeline delivery --region us-east-1', 'of CodePipeline on AWS'],
  ],
  reject: [["bin/delivery reject prod --comment 'not on a Friday'", 'with the reason, which is kept']],
  rollback: [
    [
      'bin/delivery rollback --environment prod --to 1a2b3c4 --plan',
      'how prod would come back, and what it takes back',
    ],
    ['bin/delivery rollback --environment prod --to 1a2b3c4', 'does so: approved, validated and recorded as ever'],
  ],
  review: [
    ['bin/delivery review', 'against the newest rehearsal that has succeeded'],
    ['bin/delivery review --from HEAD~1 --environment prod', 'one environment, against a revision'],
  ],
  logs: [['bin/delivery logs Build/Synth', 'of the newest execution']],
  permissions: [
    ['bin/delivery permissions --role deploy', 'what one role used, was refused and never used'],
    ['bin/delivery permissions --data upload --environment prod', 'a policy for whoever uploads to prod'],
  ],
  bootstrap: [
    ['bin/delivery bootstrap --plan --profile 222222222222=dev', 'what is not as it should be, and who trusts whom'],
    ['bin/delivery bootstrap --execute --assume-role Admin', 'by a role of that name in every account'],
  ],
  teardown: [
    ['bin/delivery teardown --plan --profile 222222222222=dev', 'the commands that take everything away, in order'],
  ],
  down: [['bin/delivery down --all', 'ends the emulators of every app']],
};

/** What only this project has. */
const OWN = / --data /;

/**
 * What stands below the help of a command; nothing where there is no example.
 *
 * @param isOwn whether the command is about this project, not installed for another app
 */
export const examplesOf = (command: string, isOwn: boolean): string => {
  const examples = (EXAMPLES[command] ?? []).filter(([text]) => isOwn || !OWN.test(text));
  return examples.length === 0
    ? ''
    : `\nExamples:\n${examples.map(([text, does]) => `  ${text}\n      ${does}`).join('\n')}`;
};
