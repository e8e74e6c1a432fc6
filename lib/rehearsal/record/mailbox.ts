/** What a mailbox is called in a record, and beside the emulator's logs. */
export const MAILBOX = 'mailbox.txt';
