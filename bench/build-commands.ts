import type { TimedPart } from './comparison';

const LINE = /^\[Container\] (\d{4})\/(\d\d)\/(\d\d) ([\d:.]+) (?:Running command (.*))?/;

/** How long each command of a build took, from the dated lines that CodeBuild writes between them. */
export const buildCommands = (log: string): readonly TimedPart[] => {
  const dated = log.split('\n').flatMap((line) => {
    const [found, year, month, day, time, command] = LINE.exec(line) ?? [];
    return found === undefined ? [] : [{ at: Date.parse(`${year}-${month}-${day}T${time}Z`), command }];
  });
  return dated.flatMap(({ at, command }, index) => {
    const next = dated[index + 1];
    return command === undefined || next === undefined
      ? []
      : [{ name: nameOf(command), seconds: (next.at - at) / 1000 }];
  });
};

/** A command without npm's own options and without what its script is told. */
const nameOf = (command: string): string => command.replace(/ -- .*$/, '').replace(' --silent', '');
