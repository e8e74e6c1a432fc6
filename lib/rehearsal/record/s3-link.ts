/** Where in S3 a link leads: everything below the prefix, which ends in a slash or is the key of one object. */
export interface S3Place {
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
