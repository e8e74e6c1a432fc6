import { expect, test } from '@jest/globals';
import { dangersFirst, type Located } from '../../lib/promotion/dangers-first';

const place = { environment: 'prod', account: '444444444444', region: 'us-east-1' };
const elsewhere = { ...place, region: 'eu-west-1' };

const wider: Located = {
  kind: 'permissions-broader',
  weight: 'danger',
  title: 't',
  plain: `reader may now #{do} ${'much '.repeat(50)}all, without a condition`,
  place,
};
const lost: Located = {
  kind: 'data-lost',
  weight: 'danger',
  title: 't',
  subject: 'data bucket',
  plain: 'is replaced: data may be lost',
  place: elsewhere,
};
const look: Located = { kind: 'resource-changed', weight: 'attention', title: 't', place };

test('the worst danger of all targets stands first, with where it is', () => {
  expect(dangersFirst([wider, look, lost], true)).toBe(
    "DANGER: prod's data bucket in 444444444444/eu-west-1 is replaced: data may be lost (and 1 more danger); ",
  );
  expect(dangersFirst([lost], false)).toBe("DANGER: prod's data bucket is replaced: data may be lost; ");
});

test('a long one is cut in its middle, and is no variable of CodePipeline', () => {
  const said = dangersFirst([wider], false);
  expect(said).toMatch(/^DANGER: prod: reader may now # \{do\} much .*….*all, without a condition; $/);
  expect(said.length).toBeLessThan(180);
});

test('nothing is said of what is no danger', () => {
  expect(dangersFirst([look], true)).toBe('');
});
