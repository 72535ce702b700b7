/** Whether this browser can run the core at all. */
export const supported = typeof WebAssembly === 'object' && typeof Worker === 'function';

export function Unsupported() {
  return (
    <div class="notice" role="alert">
      <h1>This browser cannot run the laboratory</h1>
      <p>The arithmetic is WebAssembly in a worker, and this browser has {missing()}.</p>
      <p>Any Chrome, Edge, Firefox or Safari from 2022 on will do; a lockdown or strict mode may have to be turned off for this page.</p>
    </div>
  );
}

function missing() {
  return typeof WebAssembly === 'object' ? 'no workers' : 'no WebAssembly';
}
