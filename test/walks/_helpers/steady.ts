/** What differs from run to run, and what stands for it. */
const UNSTEADY: readonly (readonly [RegExp, string])[] = [
  [/\/\S*?delivery-rehearsal-\w+/g, '<private>'],
  [/\/\S*?delivery-test-\w+/g, '<app>'],
  [/\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b/g, '<id>'],
  [/\b\d{4}-\d{2}-\d{2}T[\d:.]+Z/g, '<time>'],
  [/\[Container\] \d{4}\/\d{2}\/\d{2} [\d:.]+ /g, '[Container] '],
  [/\b[0-9a-f]{40}\b/g, '<commit>'],
  [/(localhost|127\.0\.0\.1):\d+/g, '$1:<port>'],
  [/(Failed|Succeeded|Stopped)(?: in (?:\d+m )?[\d.]+s)?(?: \((?:\d+m )?[\d.]+s in all\))?/g, '$1'],
  [/(?<=-[A-Za-z]\w*-)(?=\d*[A-F])[0-9A-F]{8,12}\b/g, '<suffix>'],
  [/\b\d{2}:\d{2}:\d{2}\b/g, '<time>'],
  [/later:\d+:/g, 'later:<days>:'],
];

/** A text that the next run says again: ids, times, ports and private paths have names. */
export const steady = (text: string): string =>
  UNSTEADY.reduce((so, [what, name]) => so.replaceAll(what, name), text).trimEnd();
