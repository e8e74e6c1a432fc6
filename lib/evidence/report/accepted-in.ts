import type { ReportedRelease } from '../../contract/evidence-report';
import type { GateReport } from '../../contract/gate-report';
import { groupBy } from '../../ground/group-by';

/** What a gate's report has as accepted, by the reason it was accepted for. */
export const acceptedIn = ({ acknowledged }: Pick<GateReport, 'acknowledged'>): ReportedRelease['accepted'] =>
  [...groupBy(acknowledged, ({ acknowledgement }) => JSON.stringify(acknowledgement)).values()].flatMap((together) => {
    const [first] = together;
    if (first === undefined) return [];
    const findings = together.map(({ finding, resource }) => ({ finding, resource }));
    return [{ acknowledgement: first.acknowledgement, findings }];
  });
