import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { GATE_OF_REVIEW, REVIEW_DATA, REVIEW_PAGE } from '../contract/evidence-layout';
import { gatePage } from '../reports/gate/gate-page';
import { type ReviewPage, reviewPage } from '../reports/review/review-page';

/** Writes `review.html`, the gate's report beside it and `review.json` into a directory, which is made; answers the page's path. */
export const writeReview = async (directory: string, content: ReviewPage): Promise<string> => {
  await mkdir(directory, { recursive: true });
  await writeFile(join(directory, REVIEW_DATA), `${JSON.stringify(content.review, undefined, 2)}\n`);
  await writeFile(join(directory, GATE_OF_REVIEW), gatePage(content.report, content.review.release));
  const page = join(directory, REVIEW_PAGE);
  await writeFile(page, reviewPage(content));
  return page;
};
