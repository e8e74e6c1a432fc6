import { expect, test } from '@jest/globals';
import { commandsIn, commandsOf } from './setup-page';

test('the commands of a page are the lines of its console blocks, indented ones too', () => {
  const page = '```console\none --a\n```\n\n1. Step\n\n   ```console\n   two\n   three\n   ```\n\n```ts\nfour\n```\n';
  expect(commandsIn(page)).toEqual(['one --a', 'two', 'three']);
});

test('a page without a command is none that can be followed', () => {
  expect(() => commandsIn('`npm test`\n\n    npm test\n')).toThrow('no command in a console block');
});

test.each(['aws-setup', 'teardown', 'data'])('docs/%s.md has commands of aws and of ours', (name) => {
  const commands = commandsOf(`docs/${name}.md`);
  expect(commands.length).toBeGreaterThan(1);
  expect(commands.some((each) => each.includes('bin/delivery '))).toBe(true);
});
