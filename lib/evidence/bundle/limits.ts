/** How much of a bundle is read: whoever made it may not be a friend. Honest ones stay far below. */
const MIB = 1024 * 1024;

/** Files and directories of a bundle; a release leaves about ten parts per target and one per template. */
export const MOST_FILES = 20_000;

/** Bytes of a zip file's list of files. */
export const MOST_LISTED_BYTES = 16 * MIB;

/** Bytes of a statement with its envelope: about 200 per part and 500 per action. */
export const MOST_STATEMENT_BYTES = 8 * MIB;

/** Bytes of all reports and decisions together that are not only hashed, but understood. */
export const MOST_REPORT_BYTES = 64 * MIB;

/** Bytes that are read of a whole bundle. */
export const MOST_BYTES = 4096 * MIB;

/** So often as large as it is packed may a bundle be; JSON that repeats itself shrinks to a fiftieth, a bomb to a thousandth. */
export const MOST_GROWTH = 200;

/** Bytes that a bundle may have however small it is packed. */
export const FREE_BYTES = 64 * MIB;
