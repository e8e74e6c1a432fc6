import abilities from './abilities.json';

/** What the emulator can do with a resource type. */
export interface TypeAbilities {
  /** Honoured properties, nested ones dotted and without list indices; `.*` covers all below, `*` everything. */
  readonly properties: readonly string[];
  /** What `Fn::GetAtt` can ask for; `*`: anything. */
  readonly attributes: readonly string[];
  /**
   * By property, values that AWS takes and the emulator has not: dotted and without list indices, `Integration[Type=MOCK].Uri` only below
   * what says so, `Parameters.*` for all below. An empty one: what does not state the property at all.
   */
  readonly absentValues?: Readonly<Record<string, readonly string[]>>;
  /** By property, likewise, an expression that finds what its text, or its JSON, may say on AWS and not here. */
  readonly absentTexts?: Readonly<Record<string, string>>;
  /** Properties, likewise, whose ARNs lead to something of the app's own accounts: what others publish on AWS is not there. */
  readonly arnsHere?: readonly string[];
  /** By top-level property that is a list, how many of its entries the emulator has. */
  readonly mostEntries?: Readonly<Record<string, number>>;
}

/** What our emulator's CloudFormation can do. */
export interface Abilities {
  readonly types: Readonly<Record<string, TypeAbilities>>;
  /** Attributes of resources that are not honoured, and what their policies cannot be. */
  readonly absentAttributes: readonly string[];
  readonly absentPolicies: readonly string[];
  /** What the names of parameters begin with that AWS publishes and the emulator has. */
  readonly publicParameters: readonly string[];
  readonly transforms: readonly string[];
  readonly functions: readonly string[];
  /** Those that a template with the transform has besides. */
  readonly extendedFunctions: readonly string[];
}

/** As the emulator says itself; `npm run docs` writes it down. */
export const ABILITIES: Abilities = abilities;
