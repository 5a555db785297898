import type { PageData } from '../../pipeline/page-data';
import { dollars, duration, plural, quantity } from '../parts/format';
import { Card, Facts } from './facts';

/** What it has cost, and what had been expected. */
export function Cost({ data }: { data: PageData }) {
  const { bill, plan, timings } = data.record;
  const estimate = plan?.estimate;
  if (!bill && !estimate) return null;
  return (
    <Card title="Cost" id="cost">
      {bill && (
        <div class="wide" tabIndex={0} role="region" aria-label="Bill">
          <table class="small">
            <thead>
              <tr>
                <th scope="col">what</th>
                <th scope="col" class="number">
                  how much
                </th>
                <th scope="col" class="number">
                  USD
                </th>
              </tr>
            </thead>
            <tbody>
              {bill.lines.map((line) => (
                <tr key={line.name}>
                  <th scope="row">{line.name}</th>
                  <td class="number">
                    {quantity(line.quantity)} {line.unit}
                  </td>
                  <td class="number">{dollars(line.dollars)}</td>
                </tr>
              ))}
            </tbody>
            <tfoot>
              <tr>
                <th scope="row">together</th>
                <td class="number">{plural(bill.tasks, 'task')}</td>
                <td class="number">{dollars(bill.dollars)}</td>
              </tr>
            </tfoot>
          </table>
        </div>
      )}
      <Facts
        of={[
          [
            'estimate',
            estimate &&
              `${dollars(estimate.dollars.likely)} (${dollars(estimate.dollars.low)} to ${dollars(estimate.dollars.high)}), ${duration(estimate.seconds.likely)}${timings ? `; it took ${duration(timings.elapsedSeconds)}` : ''}`,
          ],
          [
            'tasks ran',
            bill && bill.tasks > 0 && `${duration(bill.taskSeconds)}, billed as ${duration(bill.billedSeconds)}`,
          ],
          [
            'failed',
            bill &&
              bill.failed.tasks > 0 &&
              `${plural(bill.failed.tasks, 'attempt')}, ${dollars(bill.failed.dollars)} of it`,
          ],
          ['speed-up', bill?.speedUp !== undefined && `${bill.speedUp.toFixed(2)} times one task after the other`],
          [
            'efficiency',
            bill?.efficiency !== undefined && `${(bill.efficiency * 100).toFixed(0)} % of the tasks side by side`,
          ],
          [
            'to keep',
            bill?.storageDollarsPerMonth !== undefined &&
              `${dollars(bill.storageDollarsPerMonth)} a month for the outputs`,
          ],
        ]}
      />
      {bill && (
        <p class="muted small">
          List prices of {bill.region}, {bill.pricesOf}, without free tiers and discounts.
          {!bill.isComplete &&
            ' As far as it was known when this page was written: the last tasks hadn’t been told of. The command framefleet cost tells all of it.'}
        </p>
      )}
    </Card>
  );
}
