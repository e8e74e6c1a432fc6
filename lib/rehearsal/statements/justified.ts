import picomatch from 'picomatch';

/** A permission that stays although no request of a rehearsal needs it; a comment beside the grant says the same. */
export interface JustifiedPermission {
  // A pattern of construct paths: Delivery/*/Data/Audit/Role. A comment of the other kind would end in it.
  readonly holder: string;
  /** As the statement names them. */
  readonly actions: readonly string[];
  readonly because: string;
  readonly source: string;
  /** Where only some releases need them: what one does need is then no idle entry. */
  readonly neededBySome?: true;
}

/** Why an action stays with whoever was made at a path; undefined where nobody says so. */
export const justificationOf = (
  listed: readonly JustifiedPermission[],
  path: string,
  action: string,
): JustifiedPermission | undefined =>
  listed.find(({ holder, actions }) => actions.includes(action) && picomatch.isMatch(withoutResource(path), holder));

/** A construct's path without the resource that every construct ends in. */
export const withoutResource = (path: string): string => path.replace(/\/Resource$/, '');
