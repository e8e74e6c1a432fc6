/** How much there is. */
export interface EstateSize {
  readonly groups: number;
  readonly keys: number;
  readonly streams: number;
}

/** Whose estate it is. */
export interface EstateTarget {
  readonly environment: string;
  readonly account: string;
  readonly region: string;
}

/** A log group; its streams are only counted, pages of them are made when they are asked for. */
export interface StubGroup {
  readonly name: string;
  readonly key: string;
  readonly streams: number;
}

/** Log groups, keys and streams of one account and region, made by rule, so that every run sees the same. */
export interface Estate extends EstateTarget {
  readonly size: EstateSize;
  /** By name, as AWS lists them. */
  readonly groups: readonly StubGroup[];
  /** ARNs; the first has the alias of the environment's logs key. */
  readonly keys: readonly string[];
}

/** Entries on one page of log groups, or of log streams, at most. */
export const PAGE = 50;

/**
 * Half of the streams belong to every hundredth group, the other half to all others, and what does not divide to the first:
 * functions that run all the time and functions that hardly ever run.
 */
const streamsOf = ({ groups, streams }: EstateSize): readonly number[] => {
  const busy = Math.ceil(groups / 100);
  const perBusy = Math.floor(streams / 2 / busy);
  const quiet = groups - busy;
  const perQuiet = quiet === 0 ? 0 : Math.floor((streams - perBusy * busy) / quiet);
  const rest = streams - perBusy * busy - perQuiet * quiet;
  return Array.from(
    { length: groups },
    (_, index) => (index % 100 === 0 ? perBusy : perQuiet) + (index === 0 ? rest : 0),
  );
};

/** Makes an estate in which every group has a key and every key some groups. */
export const estateOf = (place: EstateTarget, size: EstateSize): Estate => {
  const keys = Array.from(
    { length: size.keys },
    (_, index) =>
      `arn:aws:kms:${place.region}:${place.account}:key/00000000-0000-4000-8000-${String(index).padStart(12, '0')}`,
  );
  const groups = streamsOf(size).map((streams, index) => ({
    name:
      index === 0
        ? `/aws/lambda/data-processing-${place.environment}`
        : `/data/${place.environment}/group-${String(index).padStart(6, '0')}`,
    key: keys[index % keys.length] ?? '',
    streams,
  }));
  return { ...place, size, keys, groups };
};

/**
 * The fewest calls that can answer for the posture of an estate: two to become and to know who asks, each page of groups, three
 * for each key (state, policy, rotation), one for the subscription filters of each group, of which AWS lists one group's at a
 * time, and each page of each group's streams, of which there is at least one.
 */
export const floorOf = ({ groups, keys }: Estate): number =>
  2 +
  Math.ceil(groups.length / PAGE) +
  3 * keys.length +
  groups.length +
  groups.reduce((calls, { streams }) => calls + Math.max(1, Math.ceil(streams / PAGE)), 0);
