import type { PastReleases } from '../records';
import type { Served } from '../served';
import type { Snapshot } from '../snapshot';

/** Everything that a page is made of. */
export interface Sight {
  readonly served: Served;
  readonly snapshot: Snapshot;
  readonly releases: PastReleases;
  /** What every form carries. */
  readonly formKey: string;
  /** What is typed to push. */
  readonly pushCommand: string;
}
