import { UserError } from '../../ground/user-error';
import type { PipelineStack } from '../assembly/pipeline-stack';
import type { AssemblyStack } from '../assembly/read-assembly';
import { rehearsedStacks } from './deployed';
import { notEmulated } from './emulated';
import { notBuilt, notPlanned, overriddenBy } from './executed';
import { imagesOf } from './images';
import { headOf, isStubbed, type Limit, limitLines, type SharedLimit, shared } from './limit';
import { inNetworksElsewhere } from './networks-elsewhere';
import { sourceTemplates } from './source-templates';
import { type Declared, type ReadTemplate, stackTemplates } from './templates';

/** A synthesized app. */
export interface SynthesizedApp {
  /** Every stack, those of stages included. */
  readonly stacks: readonly AssemblyStack[];
  /** The pipeline that is rehearsed; without one nothing is said of definitions and builds. */
  readonly pipeline: PipelineStack | undefined;
  /** Directory of the app's files. */
  readonly directory: string;
  /** False where another emulator than ours takes the templates, of which nothing is known. */
  readonly isOurs: boolean;
  /** Ids of networks that were looked up in the emulator. @default none */
  readonly networks?: readonly string[];
}

/** Everything of an app that cannot be rehearsed, before anything is started: nothing where all can. */
export const notRehearsable = async (synthesis: SynthesizedApp): Promise<readonly Limit[]> =>
  (await foundOf(synthesis)).filter(({ provided }) => provided === undefined);

/** The same with what a condition, known to the deployment only, may leave out. */
const foundOf = async (synthesis: SynthesizedApp): Promise<readonly Limit[]> => {
  const { pipeline, directory, isOurs, networks = [] } = synthesis;
  const stacks = rehearsedStacks(synthesis.stacks, pipeline, directory);
  const templates = stacks.flatMap((stack) => stackTemplates(stack, directory));
  const pipelines = templates.flatMap((read) =>
    pipeline === undefined ? [] : declarationsOf(pipeline, read).map((each) => [each, read] as const),
  );
  const around = {
    accounts: new Set(synthesis.stacks.flatMap(({ environment: { account } }) => account ?? [])),
    overridden: new Set(pipelines.flatMap(([each, read]) => overriddenBy(each, read))),
  };
  const found: Limit[] = isOurs ? templates.flatMap((read) => notEmulated(read, around)) : [];
  if (isOurs) found.push(...templates.flatMap((read) => inNetworksElsewhere(read, networks)));
  found.push(...stacks.flatMap(imagesOf));
  for (const [each, read] of pipelines) {
    found.push(...notPlanned(each, read), ...(await notBuilt(each, read, directory)));
    if (isOurs) found.push(...sourceTemplates(each, read, directory).flatMap((one) => notEmulated(one, around)));
  }
  return found;
};

/** The pipeline's own resource, where a template is the one that declares it. */
const declarationsOf = (
  { templateFile, nestedIn, logicalId }: PipelineStack,
  read: ReadTemplate,
): readonly Declared[] =>
  read.stack.templateFile === templateFile && read.nestedIn.join('/') === nestedIn.join('/')
    ? read.resources.filter((each) => each.logicalId === logicalId)
    : [];

/** The app has things that cannot be rehearsed. */
export class NotRehearsable extends UserError {
  /**
   * @param subject whose they are: a commit
   * @param spared what has not happened for that
   */
  constructor(
    readonly limits: readonly SharedLimit[],
    subject: string,
    partial: boolean,
    spared: string,
  ) {
    const though = partial ? ', also not with --partial' : '';
    const hint = limits.every(isStubbed) ? [HINT] : [];
    super([`${headOf(limits)}${though} (${subject}); ${spared}:`, ...limitLines(limits), ...hint].join('\n'));
  }
}

const HINT = '--partial rehearses the rest, with marked stubs for these';

/**
 * Holds an app against what can be rehearsed.
 *
 * @param partial stubs may stand for what our emulator lacks
 * @param spared what has not happened when something of it cannot
 * @returns what stubs stand for
 * @throws {NotRehearsable} when something of it cannot be rehearsed, naming all of it
 */
export const requireRehearsable = async (
  synthesized: SynthesizedApp,
  subject: string,
  partial = false,
  spared = 'nothing was started',
): Promise<readonly Limit[]> => {
  const found = await foundOf(synthesized);
  const certain = found.filter(({ provided }) => provided === undefined);
  const limits = shared(partial ? certain.filter((limit) => !isStubbed(limit)) : certain);
  if (limits.length > 0) throw new NotRehearsable(limits, subject, partial, spared);
  return partial ? found : [];
};
