import { expose } from 'comlink';

import { place } from './layout';

const layouter = { place };
export type Layouter = typeof layouter;

expose(layouter);
