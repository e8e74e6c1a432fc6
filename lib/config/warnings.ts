import { isWithinAny, tryCidr } from './cidr';
import { connectionOf } from './connection';
import { isPlaceholder, placeholdersIn } from './placeholder';
import { type Problem, sentence } from './problem';
import { targetsOf } from './rules/rule';
import { APPROVAL_EXPIRES_AFTER_DAYS, type DeliveryConfig } from './schema';

/** What a configuration may say and hardly anybody means, a sentence each. The release goes on. */
export const configWarnings = (config: DeliveryConfig): readonly string[] =>
  WARNED.flatMap((rule) => rule(config)).map((problem) => sentence(problem, config));

type ConfigDoubt = (config: DeliveryConfig) => readonly Problem[];

/** docs.aws.amazon.com/vpc/latest/userguide/vpc-cidr-blocks.html: a VPC takes others, and AWS recommends these. */
const PRIVATE = ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16'];
/** The same page: AWS services and Docker use it inside. */
const DOCKERS = ['172.17.0.0/16'];

const ranges: ConfigDoubt = (config) =>
  targetsOf(config).flatMap(({ target, path }) => {
    const cidr = tryCidr(target.cidr);
    if (cidr === undefined) return [];
    const at = [...path, 'cidr'];
    if (!isWithinAny(cidr, PRIVATE)) {
      const must = `is not private (${PRIVATE.join(', ')}): whoever has these addresses outside cannot be reached from this VPC`;
      return [{ path: at, must, cure: 'take a private range, the VPC cannot change it later' }];
    }
    if (!isWithinAny(cidr, DOCKERS)) return [];
    const must = 'is a range that AWS advises against: services use it inside, and so does Docker';
    return [{ path: at, must, cure: 'take another one, the VPC cannot change it later' }];
  });

const lastData: ConfigDoubt = ({ environments }) => {
  const index = environments.length - 1;
  return environments[index]?.data === 'disposable'
    ? [
        {
          path: ['environments', index, 'data'],
          must: 'is for data that goes with its stack, in the last environment',
          cure:
            index === 0 ? 'put an environment behind it that keeps its data' : 'set "retained" where it must survive',
        },
      ]
    : [];
};

/** Connections are global, and shared by AWS RAM (docs.aws.amazon.com/dtconsole/latest/userguide, connections-share, welcome-connections-how-it-works-global). */
const connection: ConfigDoubt = ({ source, tools }) => {
  const { account, region } = connectionOf(source) ?? tools;
  const path = ['source', 'connectionArn'];
  return [
    ...(account === tools.account
      ? []
      : [
          {
            path,
            must: `is of account ${account}, and the pipeline of ${tools.account}`,
            cure: 'name a connection of that account, or see that AWS RAM shares this one with it',
          },
        ]),
    ...(region === tools.region
      ? []
      : [
          {
            path,
            must: `was made in ${region}, and the pipeline is in ${tools.region}: it works there too, and is changed and deleted in ${region} alone`,
            cure: `name one of ${tools.region} where that is not meant`,
          },
        ]),
  ];
};

/** A release on AWS refuses these, a rehearsal takes them; half of each is neither. */
const accounts: ConfigDoubt = (config) => {
  const { real, placeholders } = placeholdersIn(config);
  if (real.length === 0 || placeholders.length === 0) return [];
  return [
    {
      path: ['tools', 'account'],
      must: `stands with placeholder accounts (${placeholders.join(', ')}) and real ones (${real.join(', ')}): AWS will refuse it, and a rehearsal locks evidence for a day only`,
      cure: 'write all account numbers into delivery.config.ts, or none yet',
    },
  ];
};

/** docs.aws.amazon.com/whitepapers/latest/organizing-your-aws-environment/deployments-ou.html: what deploys stands apart from what is deployed. */
const neighbours: ConfigDoubt = (config) =>
  targetsOf(config).flatMap(({ target, path }) =>
    target.account === config.tools.account
      ? [
          {
            path: [...path, 'account'],
            must: 'is the account of the pipeline: who rules there rules both',
            cure: 'give the environment an account of its own',
          },
        ]
      : [],
  );

const unasked: ConfigDoubt = ({ environments }) =>
  environments.flatMap(({ approval, approvalExpiresAfterDays }, index) =>
    approval === 'none' && approvalExpiresAfterDays !== APPROVAL_EXPIRES_AFTER_DAYS
      ? [
          {
            path: ['environments', index, 'approvalExpiresAfterDays'],
            must: 'does nothing: nobody is asked there',
            cure: index === 0 ? 'take it out' : 'take it out, or set approval: "required"',
          },
        ]
      : [],
  );

const alarms: ConfigDoubt = (config) =>
  isPlaceholder(config)
    ? []
    : config.environments.flatMap(({ alarmEmail, data }, index) =>
        alarmEmail === undefined && (data === 'retained' || index === config.environments.length - 1)
          ? [
              {
                path: ['environments', index, 'alarmEmail'],
                must: 'is missing: nobody is told when an alarm rings there',
                cure: 'add an address, or subscribe somebody to the alarm topic',
              },
            ]
          : [],
      );

/** What git and its hosts write around the names that are meant. */
const names: ConfigDoubt = ({ source }) => {
  if (source.kind === 's3') return [];
  const { branch, repository } = source;
  const [before] = /^(origin|upstream|heads|remotes)\//.exec(branch) ?? [];
  return [
    ...(before === undefined
      ? []
      : [
          {
            path: ['source', 'branch'],
            must: `begins with ${before}, as git calls a branch of a remote: no push to ${branch.slice(before.length)} starts a release`,
            cure: `write "${branch.slice(before.length)}", unless the branch is called so`,
          },
        ]),
    ...(repository.endsWith('.git')
      ? [
          {
            path: ['source', 'repository'],
            must: 'ends in .git, as addresses do and names of repositories do not',
            cure: `write "${repository.replace(/\.git$/, '')}"`,
          },
        ]
      : []),
  ];
};

const WARNED: readonly ConfigDoubt[] = [accounts, names, ranges, lastData, connection, neighbours, unasked, alarms];
