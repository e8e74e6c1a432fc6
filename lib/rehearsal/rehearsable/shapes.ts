import { z } from 'zod';
import { LATER } from './values';

/** What CloudFormation takes where a text is due; anything else is a mistake that the deployment names, or known only then. */
const text = z.union([z.string(), z.number(), z.boolean()]).transform(String).optional().catch(LATER);

/** The entries of a list that have the shape; none where it is no list. */
const list = <Entry extends z.ZodType>(entry: Entry) =>
  z
    .array(z.unknown())
    .transform((entries) =>
      entries.flatMap((one) => {
        const read = entry.safeParse(one);
        return read.success ? [read.data] : [];
      }),
    )
    .optional()
    .catch([]);

const texts = list(z.string());
const named = list(z.object({ name: text, files: texts }));
const configuration = z
  .record(
    z.string(),
    text.transform((value) => value ?? LATER),
  )
  .optional()
  .catch({});
const typeId = z.object({ category: text, owner: text, provider: text, version: text });
const unknownType = { category: LATER, owner: LATER, provider: LATER, version: LATER };

const rule = z.object({
  name: text,
  ruleTypeId: typeId.optional().catch(unknownType),
  configuration,
  commands: texts,
});

const condition = z.object({ result: text, conditions: list(z.object({ result: text, rules: list(rule) })) });

const action = z.object({
  name: text,
  actionTypeId: typeId.optional().catch(unknownType),
  configuration,
  commands: texts,
  outputVariables: texts,
  environmentVariables: list(z.object({ name: text, value: text, type: text })),
  inputArtifacts: named,
  outputArtifacts: named,
});

const moment = condition.optional().catch(undefined);

/** Stages of a pipeline in a template, as far as the executor looks at them before they are deployed; keys as the API has them. */
export const declaredStages = list(
  z.object({
    name: text,
    blockers: list(z.unknown()),
    actions: list(action),
    beforeEntry: moment,
    onSuccess: moment,
    onFailure: condition
      .extend({ retryConfiguration: z.object({ retryMode: text }).optional().catch(undefined) })
      .optional()
      .catch(undefined),
  }),
);

/** Triggers of a pipeline, likewise. */
export const declaredTriggers = list(
  z.object({
    gitConfiguration: z.object({
      sourceActionName: text,
      push: z.array(z.unknown()).optional().catch([{}]),
      pullRequest: list(z.unknown()),
    }),
  }),
);

/** A project in a template, likewise. */
export const declaredProject = z.object({
  source: z
    .object({ buildSpec: z.string().optional().catch(LATER) })
    .optional()
    .catch(undefined),
  environment: z.object({ type: text }).optional().catch(undefined),
  secondarySources: list(z.unknown()),
  fileSystemLocations: list(z.object({ location: text })),
});
