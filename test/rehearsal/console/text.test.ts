import { expect, test } from '@jest/globals';
import { plainText } from '../../../lib/rehearsal/console/text';

test('a text of several lines keeps its lines and moves no cursor', () => {
  const text = 'one\r\n  \u001b[31mtwo\u001b[0m\t\u001b]0;title\u0007\u001bX\u009b2J\rthree\u0008\n';
  expect(plainText(text)).toBe('one\n  two\t⟨U+001B⟩X\nthree⟨U+0008⟩\n');
});
