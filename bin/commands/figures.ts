import type { Command } from 'commander';
import { type Figures, figuresOf } from '../../lib/executions/figures';
import { inColumns } from '../../lib/ground/in-columns';
import { UserError } from '../../lib/ground/user-error';
import { addQuestion } from './pipeline-asked';
import { printJson, printLines } from './printing';
import type { Finish, Shell } from './shell';

interface FiguresOptions {
  readonly environment?: string;
  readonly days: string;
}

/** `bin/delivery figures`: how often, how fast and how well an environment is delivered to. */
export const addFigures = (program: Command, shell: Shell, finish: Finish): void => {
  const words = { shell, finish, words: 'figures', description: 'say how often, how fast and how well is delivered' };
  addQuestion<FiguresOptions>(program, words, async (pipeline, { environment, days: given, json }) => {
    const days = Number(given);
    if (!Number.isInteger(days) || days < 1 || days > 365) {
      throw new UserError(
        `--days must be a whole number from 1 to 365, got "${given}": CodePipeline forgets after a year`,
      );
    }
    const asked = { ...(environment !== undefined && { environment }), days, now: new Date() };
    const figures = await figuresOf(pipeline, asked);
    if (json) printJson(shell, { pipelineName: pipeline.name, ...figures });
    else printLines(shell, linesOf(figures, days));
    return 0;
  })
    .option('--environment <name>', 'the stage of the pipeline; the last one by default')
    .option('--days <number>', 'how far to look back', '90');
};

const linesOf = (figures: Figures, days: number): readonly string[] => {
  const {
    environment,
    attempts,
    deployments,
    perWeek,
    leadTime,
    failures,
    changeFailureRate,
    timeToRestore,
    unrestored,
  } = figures;
  if (attempts === 0) return [`nothing was deployed to ${environment} in the last ${days} days`];
  const lasts = unrestored === 0 ? '' : `; ${unrestored} not restored yet`;
  return [
    `${environment}, the last ${days} days`,
    ...inColumns([
      ['  deployments', `${deployments}`, `${perWeek.toFixed(1)} a week`],
      [
        '  lead time',
        leadTime === null ? 'not known' : spanOf(leadTime.total),
        leadTime === null ? '' : `median from the push, ${spanOf(leadTime.waiting)} of it for answers`,
      ],
      [
        '  change failure rate',
        changeFailureRate === null ? 'not known' : `${Math.round(changeFailureRate * 100)} %`,
        `${failures} of ${attempts} failed or were taken back`,
      ],
      [
        '  time to restore',
        timeToRestore === null ? 'not known' : spanOf(timeToRestore),
        failures === 0 ? 'nothing had to be' : `median${lasts}`,
      ],
    ]),
  ];
};

/** `2 d 3 h`, `3 h 5 m`, `5 m 20 s`. */
const spanOf = (seconds: number): string => {
  const whole = Math.round(seconds);
  const parts: readonly (readonly [number, string])[] = [
    [Math.floor(whole / 86_400), 'd'],
    [Math.floor(whole / 3600) % 24, 'h'],
    [Math.floor(whole / 60) % 60, 'm'],
    [whole % 60, 's'],
  ];
  const first = parts.findIndex(([count]) => count > 0);
  if (first === -1) return '0 s';
  return parts
    .slice(first, first + 2)
    .map(([count, unit]) => `${count} ${unit}`)
    .join(' ');
};
