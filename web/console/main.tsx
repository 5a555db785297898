import { render } from 'preact';
import '../parts/style.css';
import { startTheme } from '../parts/theme';
import { App } from './app';
import './console.css';

startTheme();
document.title = 'framefleet console';
const root = document.getElementById('page');
if (root) render(<App />, root);
