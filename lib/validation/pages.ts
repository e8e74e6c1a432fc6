import type { AskPage } from './cloud/page';

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
