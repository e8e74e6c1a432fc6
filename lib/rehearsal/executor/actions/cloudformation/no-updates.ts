/** Whether CloudFormation refused an update because it would change nothing. */
export function isNoUpdates(error: unknown): boolean {
  return error instanceof Error && /No updates are to be performed/.test(error.message);
}
