import { z } from 'zod';
import { jsonIn } from '../../ground/json';
import { UserError } from '../../ground/user-error';
import { isToolkitStack } from '../assembly/read-assembly';
import { REQUESTS } from '../record/permission-record';
import { actionsDuring } from '../record/permissions';
import type { Summary } from '../record/summary';
import type { JudgedStatement, Need } from './judge-again';
import { type JustifiedPermission, justificationOf, withoutResource } from './justified';

const place = z.object({ stack: z.string(), logicalId: z.string(), path: z.string() });

/** Where the CDK made something. */
export type Place = Readonly<z.infer<typeof place>>;

const withPlaces = z.looseObject({ schema: z.literal(1), places: z.record(z.string(), place) });

/**
 * By ARN, where the CDK made the roles, policies and resources of a rehearsal.
 *
 * @param requests content of `requests.json`
 * @throws {UserError} when it is none
 */
export const placesIn = (requests: string): Readonly<Record<string, Place>> => {
  const { data } = withPlaces.safeParse(jsonIn(requests, REQUESTS));
  if (data === undefined) throw new UserError(`${REQUESTS} has not the shape of this version: rehearse again`);
  return data.places;
};

/** What is known of one action of a statement, or of a statement that names none. */
export interface Verdict {
  readonly kind: JudgedStatement['kind'];
  /** Construct paths of the roles or resources whose it is. */
  readonly holders: readonly string[];
  readonly policy: string;
  readonly statement: string | number;
  readonly number: number;
  readonly action: string;
  /** `perhaps` is needed if AWS asks for what it is not documented to ask for. */
  readonly verdict: 'needed' | 'perhaps' | 'justified' | 'unneeded';
  /** The first request that is refused without it, and how many there are. */
  readonly by?: Need & { readonly actions: readonly string[] };
  readonly requests: number;
  readonly justification?: JustifiedPermission;
}

/** Every action of every Allow statement of ours; and what in the list of justifications excuses nothing. */
export interface Verdicts {
  readonly verdicts: readonly Verdict[];
  readonly idle: readonly string[];
}

/**
 * Says of every action of every Allow statement who needs it, or why it stays.
 *
 * @param places of roles, policies and resources by ARN; what no stack made, or the bootstrap stack, is not ours
 */
export const verdictsOf = (
  statements: readonly JudgedStatement[],
  places: Readonly<Record<string, Place>>,
  summary: Pick<Summary, 'stages'>,
  justified: readonly JustifiedPermission[],
): Verdicts => {
  const excusing = new Set<string>();
  const verdicts = statements.flatMap((statement) => {
    const holders = statement.of.flatMap((arn) => ourPath(places[arn]));
    if (holders.length === 0 || statement.effect !== 'Allow') return [];
    return partsOf(statement).map(({ action, neededBy }): Verdict => {
      const { kind, policy, statement: name, number } = statement;
      const about = { kind, holders, policy, statement: name, number, action, requests: neededBy.length };
      const by = neededBy.find(({ sure }) => sure) ?? neededBy[0];
      if (by !== undefined) {
        for (const holder of holders) {
          const entry = justificationOf(justified, holder, action);
          if (entry?.neededBySome) excusing.add(`${entry.holder} ${action}`);
        }
        return {
          ...about,
          verdict: by.sure ? 'needed' : 'perhaps',
          by: { ...by, actions: actionsDuring(by, summary) },
        };
      }
      const entries = holders.map((holder) => justificationOf(justified, holder, action));
      const [entry] = entries;
      if (entry === undefined || entries.includes(undefined)) return { ...about, verdict: 'unneeded' };
      excusing.add(`${entry.holder} ${action}`);
      return { ...about, verdict: 'justified', justification: entry };
    });
  });
  const idle = justified.flatMap(({ holder, actions }) => actions.map((action) => `${holder} ${action}`));
  return { verdicts, idle: idle.filter((each) => !excusing.has(each)) };
};

/** A statement without actions of its own is one part: `NotAction`, or one action only. */
const partsOf = ({ actions, neededBy }: JudgedStatement): JudgedStatement['actions'] =>
  actions.length > 0 ? actions : [{ action: '*', neededBy }];

const ourPath = (place: Place | undefined): readonly string[] =>
  place === undefined || isToolkitStack(place.stack) ? [] : [withoutResource(place.path)];
