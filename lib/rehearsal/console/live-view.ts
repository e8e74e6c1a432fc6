import { type ProgressEvent, timestamp } from '../progress';
import { frame } from './frame';
import { EMPTY_STATE, fold } from './live-state';
import { plainView } from './plain-view';
import { Screen, sizeOf } from './screen';
import type { Theme } from './theme';
import type { View } from './view';

const REDRAW_MILLISECONDS = 100;

/** Draws all stages and actions in place on a terminal; what comes when it is closed is a line each, below. */
export const liveView = (stream: NodeJS.WriteStream, theme: Theme): View => new LiveView(stream, theme);

class LiveView implements View {
  private readonly screen: Screen;
  private readonly timer = setInterval(() => this.draw(), REDRAW_MILLISECONDS);
  private state = EMPTY_STATE;
  private paused = 0;
  /** What shows the rest. */
  private after: View | undefined;

  constructor(
    private readonly stream: NodeJS.WriteStream,
    private readonly theme: Theme,
  ) {
    this.screen = new Screen(stream);
    stream.on('resize', this.resized);
  }

  readonly show = (event: ProgressEvent): void => {
    if (this.after === undefined) this.state = fold(this.state, event);
    else this.after.show(event);
  };

  async during<T>(question: () => Promise<T>): Promise<T> {
    this.draw();
    this.paused += 1;
    this.screen.done();
    try {
      return await question();
    } finally {
      this.paused -= 1;
    }
  }

  close(): void {
    if (this.after !== undefined) return;
    clearInterval(this.timer);
    this.stream.off('resize', this.resized);
    this.draw(true);
    this.screen.done();
    this.after = plainView((line) => this.stream.write(`${line}\n`), this.theme);
  }

  private readonly resized = (): void => this.draw();

  private draw(isLast = false): void {
    if (this.paused > 0 || this.state === EMPTY_STATE) return;
    const { columns, rows } = sizeOf(this.stream);
    // A blank line stands above, and the cursor below; the last time everything is drawn, whatever then scrolls away.
    const moment = { now: timestamp(), columns, isLast, ...(!isLast && { rows: rows - 2 }) };
    this.screen.draw(['', ...frame(this.state, moment, this.theme)]);
  }
}
