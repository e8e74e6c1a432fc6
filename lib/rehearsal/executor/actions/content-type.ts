import { extname } from 'node:path';
import { own } from '../../../ground/json';

const TYPES: Readonly<Record<string, string>> = {
  css: 'text/css',
  gif: 'image/gif',
  htm: 'text/html',
  html: 'text/html',
  ico: 'image/x-icon',
  jpeg: 'image/jpeg',
  jpg: 'image/jpeg',
  js: 'text/javascript',
  json: 'application/json',
  pdf: 'application/pdf',
  png: 'image/png',
  svg: 'image/svg+xml',
  txt: 'text/plain',
  webp: 'image/webp',
  woff2: 'font/woff2',
  xml: 'application/xml',
};

/**
 * What kind of content a file of a website has, by its extension; undefined for others, of which AWS does not document what it says.
 *
 * @see https://docs.aws.amazon.com/codepipeline/latest/userguide/tutorials-s3deploy.html (a browser shows the page that is deployed so)
 */
export const contentTypeOf = (name: string): string | undefined => own(TYPES, extname(name).slice(1).toLowerCase());
