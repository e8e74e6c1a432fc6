/** What was thrown as text: an error's message without its name, anything else as it prints itself. */
export const messageOf = (thrown: unknown): string => (thrown instanceof Error ? thrown.message : String(thrown));
