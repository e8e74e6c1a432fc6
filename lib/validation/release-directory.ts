import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { GATE_DIRECTORY, GATE_REPORT, parseGateReport } from '../contract/gate-report';
import { jsonIn } from '../ground/json';
import { messageOf } from '../ground/message-of';
import { sha256 } from '../ground/sha256';
import { UserError } from '../ground/user-error';

/** The templates of the release that a target is said to run. */
export interface ReleasedTemplates {
  /** The template of a stack as text; undefined when the release has none for it there. */
  template(stackName: string, account: string, region: string): Promise<string | undefined>;
  /** Regions of an account in which the release has stacks. */
  regions(account: string): readonly string[];
}

const read = async (path: string): Promise<string> => {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    const why = messageOf(error);
    throw new UserError(`--release holds no release: ${why}: name the directory "release" of the validation's bundle`);
  }
};

/**
 * The release whose gate report and templates a directory holds, as Build leaves it for the validation.
 *
 * @throws {UserError} when the gate's report is not there or is none; a template that is not the one the gate saw throws when it is asked for
 */
export const releaseIn = async (directory: string): Promise<ReleasedTemplates> => {
  const file = join(directory, GATE_DIRECTORY, GATE_REPORT);
  const report = parseGateReport(jsonIn(await read(file), file), file);
  return {
    regions: (account) => report.stacks.filter((each) => each.account === account).map(({ region }) => region),
    template: async (stackName, account, region) => {
      const stack = report.stacks.find(
        (each) => each.stackName === stackName && each.account === account && each.region === region,
      );
      if (!stack) return undefined;
      const text = await read(join(directory, stack.template));
      if (sha256(text) === stack.sha256) return text;
      throw new Error(`${stack.template} of the release is not the template that the gate saw (${stack.sha256})`);
    },
  };
};
