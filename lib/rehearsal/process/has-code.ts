/** True for an error of the operating system with that name, `ENOENT`, `ESRCH`. */
export const hasCode = (error: unknown, code: string): boolean =>
  typeof error === 'object' && error !== null && 'code' in error && error.code === code;
