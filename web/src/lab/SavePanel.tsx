import { useRef } from 'preact/hooks';

import { link } from '../state/link';
import { CopyButton } from '../ui/CopyButton';
import { snippet } from './reproduce';
import { saveCsv, saveJson, savePng } from './save';
import { options } from './settings';

/** What one can take away: the picture, the numbers, the link, the code. */
export function SavePanel() {
  return (
    <section class="save" aria-label="Save and share">
      <button type="button" class="button" data-main onClick={() => void savePng()}>Save PNG</button>
      <CopyButton label="Copy link" text={link} />
      <Reproduce />
      <button type="button" class="button" onClick={saveJson}>Numbers, JSON</button>
      <button type="button" class="button" onClick={saveCsv}>Numbers, CSV</button>
    </section>
  );
}

function Reproduce() {
  const dialog = useRef<HTMLDialogElement>(null);
  const code = snippet(options.value);
  return (
    <>
      <button type="button" class="button" onClick={() => dialog.current!.showModal()}>Reproduce</button>
      <dialog ref={dialog} class="dialog" aria-labelledby="reproduce-title" onClick={(event) => event.target === dialog.current && dialog.current!.close()}>
        <h2 id="reproduce-title">The same numbers in JavaScript</h2>
        <pre tabIndex={0} aria-label="JavaScript"><code data-testid="snippet">{code}</code></pre>
        <p class="hint">imageData: the RGBA bytes of this picture, from a canvas or any decoder. <code>npm install zeropoint</code></p>
        <div class="row">
          <CopyButton label="Copy code" text={() => code} />
          <button type="button" class="button" onClick={() => dialog.current!.close()}>Close</button>
        </div>
      </dialog>
    </>
  );
}
