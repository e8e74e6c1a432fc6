import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { REVIEW_DATA, REVIEW_PAGE } from '../contract/evidence-layout';
import { type ReviewPage, reviewPage } from '../reports/review/review-page';

/** Writes `review.html` and `review.json` into a directory, which is made; answers the page's path. */
export const writeReview = async (directory: string, content: ReviewPage): Promise<string> => {
  await mkdir(directory, { recursive: true });
  await writeFile(join(directory, REVIEW_DATA), `${JSON.stringify(content.review, undefined, 2)}\n`);
  const page = join(directory, REVIEW_PAGE);
  await writeFile(page, reviewPage(content));
  return page;
};
