import { render } from 'preact';
import type { PageData } from '../../pipeline/page-data';
import { readData } from '../parts/read-data';
import '../parts/style.css';
import { startTheme } from '../parts/theme';
import { JobPage } from './job-page';
import './page.css';

startTheme();
const root = document.getElementById('page');
const data = readData();
// Checked by who has written it: pipeline/assemble-page.ts.
const isFilled = (filled: unknown): filled is PageData =>
  typeof filled === 'object' && filled !== null && 'record' in filled;
if (root) {
  render(
    isFilled(data) ? <JobPage data={data} /> : <p class="page">This page holds no job: it is the empty form of one.</p>,
    root,
  );
}
