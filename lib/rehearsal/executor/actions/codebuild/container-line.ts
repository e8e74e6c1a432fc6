/** A line of the build itself among the lines of its commands, with its time, as CodeBuild writes it. */
export function containerLine(text: string): string {
  const time = new Date().toISOString().slice(0, 23).replace('T', ' ').replaceAll('-', '/');
  return `[Container] ${time} ${text}`;
}
