export { findRelease, listReleases, publishedKey, readRelease, recordIn } from './archive';
export { keyFileOf } from './bundle/bundle';
export { readBundle } from './bundle/read-bundle';
export { writeBundle } from './bundle/write-bundle';
export { printedList, printedRecord, printedVerdict } from './print';
export { readPublicKey } from './public-key';
export type { EvidenceStore } from './store';
export { verifyBundle } from './verify/verify-bundle';
