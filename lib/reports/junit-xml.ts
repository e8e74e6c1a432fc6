/** What one test case came to. */
export type JunitOutcome =
  | { readonly kind: 'passed' }
  | { readonly kind: 'failure' | 'error' | 'skipped'; readonly message: string };

/** One `<testcase>`. */
export interface JunitCase {
  readonly classname: string;
  readonly name: string;
  readonly outcome: JunitOutcome;
}

/** One `<testsuite>`. */
export interface JunitSuite {
  readonly name: string;
  readonly cases: readonly JunitCase[];
  /** @default - nobody measured */
  readonly time?: { readonly seconds: number; readonly timestamp: string };
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
};

/** Characters that XML 1.0 cannot carry, not even escaped: control characters, lone surrogates and non-characters. */
const UNWRITABLE = /[^\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/gu;

/** A text as the value of an attribute; what XML cannot carry becomes U+FFFD, line breaks and tabs survive. */
const attribute = (text: string): string =>
  `"${text
    .replace(UNWRITABLE, '\u{FFFD}')
    .replace(/[&<>"']/g, (character) => ENTITIES[character] ?? character)
    .replace(/[\t\n\r]/g, (character) => `&#${character.charCodeAt(0)};`)}"`;

const testcase = ({ classname, name, outcome }: JunitCase): string => {
  const names = `classname=${attribute(classname)} name=${attribute(name)}`;
  if (outcome.kind === 'passed') return `    <testcase ${names}/>`;
  return `    <testcase ${names}><${outcome.kind} message=${attribute(outcome.message)}/></testcase>`;
};

function* testsuite({ name, cases, time }: JunitSuite): Generator<string, void, void> {
  const count = (wanted: JunitOutcome['kind']) => cases.filter(({ outcome }) => outcome.kind === wanted).length;
  const counts = `tests="${cases.length}" failures="${count('failure')}" errors="${count('error')}" skipped="${count('skipped')}"`;
  const when = time ? ` time="${time.seconds.toFixed(3)}" timestamp=${attribute(time.timestamp)}` : '';
  yield `  <testsuite name=${attribute(name)} ${counts}${when}>`;
  for (const each of cases) yield testcase(each);
  yield '  </testsuite>';
}

/** The lines of suites as JUnit XML, which stays well-formed whatever their texts contain; for tens of thousands of cases. */
export function* junitLines(suites: readonly JunitSuite[]): Generator<string, void, void> {
  yield '<?xml version="1.0" encoding="UTF-8"?>';
  yield '<testsuites>';
  for (const suite of suites) yield* testsuite(suite);
  yield '</testsuites>';
}

/** Suites as JUnit XML. */
export const junitXml = (suites: readonly JunitSuite[]): string => `${[...junitLines(suites)].join('\n')}\n`;
