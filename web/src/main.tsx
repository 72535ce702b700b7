import './style/tokens.css';
import './style/base.css';
import './style/shell.css';
import './style/controls.css';

import { render } from 'preact';

import { App } from './app/App';
import { registerServiceWorker } from './offline/register';
import { copyExactNumbers } from './ui/copy-exact';

render(<App />, document.getElementById('app')!);
copyExactNumbers();
registerServiceWorker();
