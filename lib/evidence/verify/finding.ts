/** What speaks against a bundle: what kind of thing, where, and why. */
export interface Discrepancy {
  readonly kind: DiscrepancyKind;
  /** A file of the bundle, or a field of its statement. */
  readonly place: string;
  readonly because: string;
}

export type DiscrepancyKind =
  /** Something the record must have is not there. */
  | 'missing'
  /** Something is not what was signed. */
  | 'altered'
  /** Something is in another order or another place than it happened or was written. */
  | 'reordered'
  /** Something is there that no signature covers, or the signature is not of the key that is trusted. */
  | 'unsigned'
  /** What is signed contradicts itself or its parts. */
  | 'contradictory';

/** Characters of a reason: a stranger's text may be quoted in it, and nobody reads more. */
const LONGEST = 2000;

/** One finding. */
export const finding = (kind: DiscrepancyKind, place: string, because: string): Discrepancy => ({
  kind,
  place,
  because: because.length > LONGEST ? `${because.slice(0, LONGEST)}…` : because,
});

/** A finding where something does not hold; none where it does. */
export const findingUnless = (
  holds: boolean,
  ...[kind, place, because]: Parameters<typeof finding>
): readonly Discrepancy[] => (holds ? [] : [finding(kind, place, because)]);
