import type { ConsoleRecord } from '../../pipeline/console-answers';
import { Gantt } from '../parts/gantt';

export const SegmentsTab = ({ record }: { record: ConsoleRecord }) => (
  <div class="card">
    <Gantt record={record} now={new Date()} />
  </div>
);
