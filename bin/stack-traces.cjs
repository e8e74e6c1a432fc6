// Stack traces in the lines of the sources, as --enable-source-maps would write them. The CDK keeps a trace of every resource,
// forty frames deep, and node searches the map for each frame anew: here each place of the bundle is looked up once.
const { readFileSync, realpathSync } = require('node:fs');
const { SourceMap } = require('node:module');
const { dirname, resolve } = require('node:path');

const BUNDLE = realpathSync('.build/app.js');
const PLACE = /:(\d+):(\d+)\)?$/;

/** Frame as V8 writes it → in the lines of the sources. */
const known = new Map();
let map;

const lookedUp = (frame) => {
  const start = frame.indexOf(BUNDLE);
  const [, line, column] = PLACE.exec(frame.slice(start + BUNDLE.length)) ?? [];
  if (line === undefined) return frame;
  map ??= new SourceMap(JSON.parse(readFileSync(`${BUNDLE}.map`, 'utf8')));
  const { originalSource, originalLine, originalColumn } = map.findEntry(line - 1, column - 1);
  if (originalSource === undefined) return frame;
  const source = resolve(dirname(BUNDLE), originalSource);
  // The CDK reads only frames with a name and parentheses.
  const name = frame.slice(0, start).replace(/\($/, '').trim() || '<anonymous>';
  return `${name} (${source}:${originalLine + 1}:${originalColumn + 1})`;
};

const mapped = (frame) => {
  if (!frame.includes(BUNDLE)) return frame;
  if (!known.has(frame)) known.set(frame, lookedUp(frame));
  return known.get(frame);
};

Error.prepareStackTrace = (error, frames) =>
  [Error.prototype.toString.call(error), ...frames.map((frame) => mapped(String(frame)))].join('\n    at ');
