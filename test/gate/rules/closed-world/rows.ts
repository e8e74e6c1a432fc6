import { CLOSED_WORLD } from '../../../../lib/gate/rules/closed-world/known';
import type { PropertyState } from '../../../../lib/gate/rules/closed-world/state';

/** Every path in a state, with its row. */
export const rowsOf = (state: PropertyState['state'], isAsked: (row: PropertyState) => boolean = () => true) =>
  Object.entries(CLOSED_WORLD).flatMap(([type, rows]) =>
    rows
      .filter((row) => row.state === state && isAsked(row))
      .flatMap((row) => row.paths.map((path) => ({ type, path, row }))),
  );
