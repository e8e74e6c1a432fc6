/** Text of a stranger, without what would move the cursor of a terminal. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are the ones to take away
export const plain = (text: string): string => text.replace(/[\u0000-\u001f\u007f-\u009f]/g, '?');

/** The same for text of several lines. */
export const plainLines = (text: string): string => text.split('\n').map(plain).join('\n');
