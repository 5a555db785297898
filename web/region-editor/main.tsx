import { render } from 'preact';
import { useState } from 'preact/hooks';
import * as z from 'zod';
import { readData } from '../parts/read-data';
import { type Drawing, emptyDrawing } from '../parts/region-drawing';
import { RegionEditor } from '../parts/region-editor';
import '../parts/style.css';
import { startTheme } from '../parts/theme';
import { ThemeSwitch } from '../parts/theme-switch';
import './page.css';

/** What framefleet regions has written into the page. */
const Given = z.object({ source: z.string().optional() });

function Page() {
  const [drawing, setDrawing] = useState<Drawing>(emptyDrawing);
  const [given] = useState(() => Given.safeParse(readData()).data);
  return (
    <div class="editor-page">
      <header class="row spread">
        <h1>framefleet regions</h1>
        <ThemeSwitch />
      </header>
      <main class="card">
        <RegionEditor drawing={drawing} onChange={setDrawing} url={given?.source} />
      </main>
    </div>
  );
}

startTheme();
document.title = 'framefleet regions';
const root = document.getElementById('page');
if (root) render(<Page />, root);
