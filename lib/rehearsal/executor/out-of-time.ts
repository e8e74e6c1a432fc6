/** How an action ends that took too long. */
export const outOfTime = (minutes: number | undefined): string => `timed out after ${minutes} minutes`;
