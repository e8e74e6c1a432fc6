/** One page of a listing; more follow while there is a token, also after an empty page. */
export interface ResultPage<T> {
  readonly items: readonly T[];
  readonly nextToken?: string;
}

/** Asks for the page a token names; the first where there is none. */
export type AskPage<T> = (nextToken: string | undefined) => Promise<ResultPage<T>>;

/** Reads a listing page after page, and keeps none of them. */
export async function* eachItem<T>(page: AskPage<T>): AsyncGenerator<T, void, void> {
  let nextToken: string | undefined;
  do {
    const read = await page(nextToken);
    yield* read.items;
    nextToken = read.nextToken;
  } while (nextToken !== undefined);
}

/** Reads a listing to its end. */
export const allPages = async <T>(page: AskPage<T>): Promise<readonly T[]> => {
  const items: T[] = [];
  for await (const item of eachItem(page)) items.push(item);
  return items;
};
