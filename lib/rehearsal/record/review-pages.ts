import { mkdirSync, writeFileSync } from 'node:fs';
import { basename, dirname, extname, join, relative } from 'node:path/posix';
import type { Access, Cloud } from '../executor/cloud/cloud';
import type { ApprovalRequest } from '../executor/event';
import { s3LinkOf } from './s3-link';

/** Directory of the pages that approvals pointed to, in a record. */
export const REVIEWS = 'review';

/**
 * Copies what an approval's review link shows in S3 into the record: the page, or all pages below a folder, each with the
 * JSON document of the same name beside it. They are called like the stage and the folder they lie in.
 *
 * @returns the files of the pages, relative to the record; none where the link leads elsewhere or there is none
 */
export const collectReview = async (
  cloud: Pick<Cloud, 'listKeys' | 'getObject'>,
  access: Access,
  { stageName, reviewUrl }: ApprovalRequest,
  record: string,
): Promise<readonly string[]> => {
  const place = reviewUrl === undefined ? undefined : s3LinkOf(reviewUrl);
  if (place === undefined) return [];
  const { bucket, prefix } = place;
  const isFolder = prefix.endsWith('/');
  const folder = isFolder ? prefix : `${dirname(prefix)}/`;
  const keys = await cloud.listKeys(access, bucket, folder);
  const pages = keys.filter((key) => (isFolder ? extname(key) === '.html' : key === prefix)).sort();
  if (pages.length === 0) throw new Error(`there is no page at s3://${bucket}/${prefix}`);
  mkdirSync(join(record, REVIEWS), { recursive: true });
  const files = pages.map(async (page) => {
    const name = [stageName, ...foldersOf(relative(folder, page))].join('-');
    const data = page.replace(/\.html$/, '.json');
    for (const key of [page, ...keys.filter((each) => each === data && each !== page)]) {
      const content = await cloud.getObject(access, { bucket, key });
      writeFileSync(join(record, REVIEWS, `${name}${extname(key)}`), content);
    }
    return join(REVIEWS, `${name}.html`);
  });
  return Promise.all(files);
};

const foldersOf = (path: string): readonly string[] => (basename(path) === path ? [] : dirname(path).split('/'));
