import { UserError } from '../../ground/user-error';
import type { Access, ExecutorCloud } from '../executor/cloud/cloud';
import type { ActionId } from '../executor/event';
import type { StruckFault } from '../record/summary';
import type { Fault } from './parse-fault';

/** Faults that strike only the first time: a retry finds the world in order. */
const ONCE: ReadonlySet<string> = new Set(['crashed-build', 'lost-connection', 'rejected', 'expired']);

/** The faults of one release: the emulator's are armed there, the others strike here. */
export class ArmedFaults {
  private readonly times = new Map<Fault, number>();
  private readonly there: readonly Fault[];

  constructor(
    private readonly faults: readonly Fault[],
    private readonly cloud: ExecutorCloud,
    private readonly access: Access,
  ) {
    this.there = faults.filter(({ row }) => row.by === 'emulator');
  }

  /** All of them, before anybody knows how often. */
  get asked(): readonly StruckFault[] {
    return this.faults.map(({ text }) => ({ fault: text, times: null }));
  }

  /** Arms the emulator's, and disarms what an earlier command has left. @throws {UserError} when it cannot, or one is wrong */
  async arm(endpoint: string): Promise<void> {
    const { there, cloud, access } = this;
    const sent = there.map(({ row, arguments: given }) => ({ name: row.name, arguments: given }));
    const problem = await cloud.armFaults(access, sent);
    if (problem === undefined && there.length > 0) {
      const texts = there.map(({ text }) => text).join(', ');
      throw new UserError(`${endpoint} is not our emulator, which alone knows these faults: leave out ${texts}`);
    }
    if (problem !== undefined && problem !== null) throw new UserError(`--fault: ${problem}`);
  }

  /** The fault of that name that strikes an action now. */
  readonly strike = (name: string, { stageName, actionName }: ActionId): Fault['arguments'] | undefined => {
    const place = `${stageName}/${actionName}`;
    const found = this.faults.find((fault) => {
      const { place: action = place, stage = stageName } = fault.arguments;
      const isDone = ONCE.has(name) && this.times.has(fault);
      return fault.row.name === name && action === place && stage === stageName && !isDone;
    });
    if (found !== undefined) this.times.set(found, (this.times.get(found) ?? 0) + 1);
    return found?.arguments;
  };

  /** Disarms the emulator's and answers how often each fault struck. */
  async end(): Promise<readonly StruckFault[]> {
    const { there, faults, cloud, access } = this;
    const struck = there.length === 0 ? [] : await cloud.disarmFaults(access);
    for (const [index, fault] of there.entries()) this.times.set(fault, struck[index] ?? 0);
    return faults.map((fault) => ({ fault: fault.text, times: this.times.get(fault) ?? 0 }));
  }
}
