/** An account that no policy of ours means, and that is not the given one. */
export const strangerTo = (account: string): string => (account === '999999999999' ? '888888888888' : '999999999999');
