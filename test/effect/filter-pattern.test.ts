import { expect, test } from '@jest/globals';
import { type LogRecord, untakenBy } from '../../lib/effect/filter-pattern';
import { ANY } from '../../lib/effect/samples';

const EVENT = { level: ['INFO', 'ERROR'], count: 3, who: ANY, inner: { list: [{ name: 'a b' }] } };
const WORDS = ['2', '10.0.0.1', 'ACCEPT|REJECT', ANY];

test.each<[string, LogRecord]>([
  ['', ANY],
  ['ERROR "exit code" -Debug', EVENT],
  ['?ERROR ?WARN', WORDS],
  ['{ $.level = "ERROR" }', EVENT],
  ['{ $.level = ERR* && $.count >= 3 }', EVENT],
  ['{ ($.level = "WARN") || (($.count > 2) && ($.count != 4)) }', EVENT],
  ['{ $.who.anything = "x" && $.nobody NOT EXISTS }', EVENT],
  ['{ $.inner.list[0].name = "a*" }', EVENT],
  ['{ $.inner["list"][0].name = "a b" }', EVENT],
  ['{ $.who IS TRUE }', EVENT],
  ['[version, from, action="REJECT", rest]', WORDS],
  ['[version=2, ..., last="x"]', WORDS],
  ['[version, from="10.*", ...]', WORDS],
])('%s may take a record', (pattern, record) => {
  expect(untakenBy(pattern, record)).toBeUndefined();
});

test.each<[unknown, LogRecord, RegExp]>([
  [0, EVENT, /no pattern/],
  ['{ $.level = "FATAL" }', EVENT, /\$\.level is \["INFO","ERROR"\] here, never = "FATAL"/],
  ['{ $.Level = "ERROR" }', EVENT, /records here have no \$\.Level/],
  ['{ $.level = "ERROR" && $.count < 3 }', EVENT, /\$\.count is 3 here/],
  ['{ $.count NOT EXISTS }', EVENT, /in every record/],
  ['{ $.count IS NULL }', EVENT, /\$\.count is 3 here/],
  ['{ level = "ERROR" }', EVENT, /nobody can tell/],
  ['{ $.level =~ "ERROR" }', EVENT, /never/],
  ['{ $.level = %ERR% }', EVENT, /never/],
  ['{ $.level = "ERROR" }', WORDS, /asks for JSON/],
  ['[a, b]', EVENT, /asks for words/],
  ['[a, b]', WORDS, /asks for 2 words, and records here have 4/],
  ['[a, b, action="DROP", d]', WORDS, /action is ACCEPT\|REJECT here/],
  ['[a, b, c, d, e, ...]', WORDS, /asks for 6 words/],
  ['[a = "x" && b, c, d, e]', WORDS, /nobody can tell/],
  ['%ERR[OR%', EVENT, /nobody can tell/],
])('%s takes no record, and says why', (pattern, record, why) => {
  expect(untakenBy(pattern, record)).toMatch(why);
});
