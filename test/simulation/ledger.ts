import type { SimulatedJob } from './simulate-job';

/** AWS's list prices in us-east-1 of March 2026, written down once more: so that an error in the program's table doesn't hide itself. */
const onDemand = { vcpuHour: 0.04048, gibHour: 0.004445 };
const spot = { vcpuHour: 0.04048 * 0.35, gibHour: 0.004445 * 0.35 };
const storageGibHour = 0.000111;
const addressHour = 0.005;

/** What AWS would bill for a simulated job, line by line, in dollars. */
export function ledgerOf({ runs, usage, transitions }: SimulatedJob): Readonly<Record<string, number>> {
  const ledger = { fargate: 0, spot: 0, addresses: 0, lambda: 0, stepFunctions: 0, s3: 0 };
  for (const { capacity, vcpus, memoryGib, storageGib, pullStartedAt = '', stoppedAt } of runs) {
    const ran = (new Date(stoppedAt).getTime() - new Date(pullStartedAt).getTime()) / 1000;
    const hours = Math.max(60, Math.ceil(ran)) / 3600;
    const { vcpuHour, gibHour } = capacity === 'FARGATE_SPOT' ? spot : onDemand;
    const dollars = hours * (vcpus * vcpuHour + memoryGib * gibHour + (storageGib - 20) * storageGibHour);
    ledger[capacity === 'FARGATE_SPOT' ? 'spot' : 'fargate'] += dollars;
    ledger.addresses += hours * addressHour;
  }
  ledger.lambda = usage.functionGibSeconds * 0.0000166667 + usage.functionCalls * 0.0000002;
  ledger.stepFunctions = transitions * 0.000025;
  ledger.s3 = usage.readRequests * 0.0000004 + usage.writeRequests * 0.000005;
  return ledger;
}

export const totalOf = (ledger: Readonly<Record<string, number>>): number =>
  Object.values(ledger).reduce((sum, one) => sum + one, 0);
