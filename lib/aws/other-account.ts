import { UserError } from '../ground/user-error';

/** Credentials are those of another account than the one that was meant. */
export class OtherAccount extends UserError {}
