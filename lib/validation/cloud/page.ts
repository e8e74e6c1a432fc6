/** One page of a listing; more follow while there is a token, also after an empty page. */
export interface Page<T> {
  readonly items: readonly T[];
  readonly nextToken?: string;
}

/** Asks for the page a token names; the first where there is none. */
export type AskPage<T> = (nextToken: string | undefined) => Promise<Page<T>>;
