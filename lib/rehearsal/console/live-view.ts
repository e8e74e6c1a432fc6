import { timestamp } from '../progress';
import { frame } from './frame';
import { EMPTY_STATE, fold } from './live-state';
import { plainView } from './plain-view';
import { Screen, sizeOf } from './screen';
import type { Theme } from './theme';
import type { View } from './view';

const REDRAW_MILLISECONDS = 100;

/** Draws all stages and actions in place on a terminal; what comes when it is closed is a line each, below. */
export const liveView = (stream: NodeJS.WriteStream, theme: Theme): View => {
  const screen = new Screen(stream);
  let state = EMPTY_STATE;
  let paused = 0;
  let isClosed = false;
  const draw = (isLast = false): void => {
    if (paused > 0 || state === EMPTY_STATE) return;
    const { columns, rows } = sizeOf(stream);
    // A blank line stands above, and the cursor below; the last time everything is drawn, whatever then scrolls away.
    const moment = { now: timestamp(), columns, isLast, ...(!isLast && { rows: rows - 2 }) };
    screen.draw(['', ...frame(state, moment, theme)]);
  };
  const redraw = (): void => draw();
  const after = plainView((line) => stream.write(`${line}\n`), theme);
  const timer = setInterval(redraw, REDRAW_MILLISECONDS);
  stream.on('resize', redraw);
  return {
    show(event) {
      if (isClosed) after.show(event);
      else state = fold(state, event);
    },
    async during(question) {
      draw();
      paused += 1;
      screen.done();
      try {
        return await question();
      } finally {
        paused -= 1;
      }
    },
    close() {
      if (isClosed) return;
      isClosed = true;
      clearInterval(timer);
      stream.off('resize', redraw);
      draw(true);
      screen.done();
    },
  };
};
