import { blocksOf, filled, type Page, placeholdersIn } from './page';
import type { Followed, World } from './world';

type Values = Readonly<Record<string, string>>;

/** How a page of the runbook is walked: what produces its symptom, and how one sees that it helped. */
export interface PageWalk {
  readonly heading: string;
  /** In which its commands are run. */
  readonly account: string;
  /** Produces the symptom, and answers what the page's placeholders stand for. */
  plant(world: World): Promise<Values>;
  /** What the commands of *Look here* say. */
  readonly seen: RegExp;
  /** What a person does before a block of *Do this*, as the text beside it says. */
  readonly before?: Readonly<Record<number, (world: World) => Promise<unknown>>>;
  /** @throws {Error} when the page has not helped */
  cured(world: World): Promise<void>;
}

/**
 * Follows a page to its end.
 *
 * @throws {Error} when its commands do not show the symptom, one of *Do this* fails, or it has not helped
 */
export const follow = async (walk: PageWalk, page: Page, world: World): Promise<void> => {
  const values = await walk.plant(world);
  const [looks, acts] = [blocksOf(page, 'Look here'), blocksOf(page, 'Do this')];
  const used = new Set([...looks, ...acts].flatMap(placeholdersIn));
  const unused = Object.keys(values).filter((name) => !used.has(name));
  if (unused.length > 0) throw new Error(`the page says nothing of ${unused.join(', ')}`);
  const seen = await run(looks, (block) => world.run(walk.account, filled(block, values)));
  const said = seen.map(({ output }) => output).join('\n');
  if (!walk.seen.test(said)) throw new Error(`"Look here" does not show ${walk.seen}:\n${said}`);
  let number = 0;
  for (const block of acts) {
    await walk.before?.[number]?.(world);
    number += 1;
    const script = filled(block, values);
    const { code, output } = await world.run(walk.account, `set -eu\n${script}`);
    if (code !== 0) throw new Error(`"Do this" ends with ${code}:\n${script}\n${output}`);
  }
  await walk.cured(world);
};

const run = async (blocks: readonly string[], one: (block: string) => Promise<Followed>) => {
  const all: Followed[] = [];
  for (const block of blocks) all.push(await one(block));
  return all;
};
