import { mkdirSync, writeFileSync } from 'node:fs';
import { basename, dirname, extname, join, relative } from 'node:path/posix';
import { GATE_OF_REVIEW } from '../../lib/contract/evidence-layout';
import type { Access, ExecutorCloud } from '../../lib/rehearsal/executor/cloud/cloud';
import type { ApprovalRequest } from '../../lib/rehearsal/executor/event';
import type { Collector } from '../../lib/rehearsal/record/collector';

/** Directory of the pages that approvals pointed to, in a record. */
const REVIEWS = 'review';

/** Collects the pages that approvals point to. */
export const reviewCollector: Collector = {
  directory: REVIEWS,
  beforeApproval: (request, { cloud, access, record }) => collectReview(cloud, access, request, record),
};

/**
 * Copies what an approval's review link shows in S3 into the record: the page, or all pages below a folder, each with the
 * JSON document of the same name beside it, and the gate's report that they lead to. They are called like the stage and the folder they lie in.
 *
 * @returns the files of the pages, relative to the record; none where the link leads elsewhere or there is none
 */
export const collectReview = async (
  cloud: Pick<ExecutorCloud, 'listKeys' | 'getObject'>,
  access: Access,
  { stageName, reviewUrl }: ApprovalRequest,
  record: string,
): Promise<readonly string[]> => {
  const place = reviewUrl === undefined ? undefined : s3LinkOf(reviewUrl);
  if (place === undefined) return [];
  const { bucket, prefix } = place;
  const isFolder = prefix.endsWith('/');
  // A page may lie at the top of its bucket.
  const folder = isFolder ? prefix : prefix.slice(0, prefix.lastIndexOf('/') + 1);
  const keys = await cloud.listKeys(access, bucket, folder);
  const gates = keys.filter((key) => basename(key) === GATE_OF_REVIEW);
  const pages = keys
    .filter((key) => (isFolder ? extname(key) === '.html' && !gates.includes(key) : key === prefix))
    .sort();
  if (pages.length === 0) throw new Error(`there is no page at s3://${bucket}/${prefix}`);
  mkdirSync(join(record, REVIEWS), { recursive: true });
  // One release has one report: the pages of all targets lead to the same file.
  const [gate] = gates.sort();
  if (gate !== undefined) {
    writeFileSync(join(record, REVIEWS, GATE_OF_REVIEW), await cloud.getObject(access, { bucket, key: gate }));
  }
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

/** Where in S3 a link leads: everything below the prefix, which ends in a slash or is the key of one object. */
interface S3Place {
  readonly bucket: string;
  readonly prefix: string;
}

/** S3's console shows an object or a folder by path and query. */
const IN_CONSOLE = /^\/s3\/(?:object|buckets)\/([^/]+)$/;
const CONSOLES = /(^|\.)console\.(aws\.amazon\.com|amazonaws\.cn|amazonaws-us-gov\.com)$/;
/** `bucket.s3.region.amazonaws.com/key`, and `s3.region.amazonaws.com/bucket/key`. */
const BY_HOST = /^(?:(.+)\.)?s3[.-](?:[a-z0-9-]+\.)?amazonaws\.com(?:\.cn)?$/;

/** Reads a link to S3, to the object itself or to its console; undefined for any other. */
export const s3LinkOf = (link: string): S3Place | undefined => {
  if (!URL.canParse(link)) return undefined;
  const { hostname, pathname, searchParams } = new URL(link);
  if (CONSOLES.test(hostname)) {
    const bucket = IN_CONSOLE.exec(pathname)?.[1];
    const prefix = searchParams.get('prefix');
    return bucket === undefined || !prefix ? undefined : { bucket, prefix };
  }
  const found = BY_HOST.exec(hostname);
  if (found === null) return undefined;
  const path = decodeURIComponent(pathname.slice(1));
  const [bucket = '', ...key] = found[1] === undefined ? path.split('/') : [found[1], path];
  return key.join('/') === '' ? undefined : { bucket, prefix: key.join('/') };
};
