import { messageOf } from '../../../ground/message-of';
import type { SdkClients } from './clients';
import type { Access, ExecutionNote } from './cloud';
import { emulatorCall } from './emulator-call';

/**
 * Lets the endpoint's CodePipeline remember what happened and tell it on the event bus, as it would on AWS, where it runs
 * executions itself.
 *
 * @returns false where the endpoint knows no such call; then nobody remembers the execution there
 * @throws {Error} when the endpoint knows the call and refuses it
 */
export const postNote = async (clients: SdkClients, access: Access, note: ExecutionNote): Promise<boolean> => {
  try {
    return (await emulatorCall(clients, access, 'EmulatorNoteExecution', note)) !== undefined;
  } catch (error) {
    throw new Error(`the endpoint did not take the note of ${note.status}: ${messageOf(error)}`, { cause: error });
  }
};
