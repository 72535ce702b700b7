import { useEffect, useRef, useState } from 'preact/hooks';

import { photo } from './current-photo';
import { openOwn, openSample } from './photo';
import { samples, thumbUrl } from './samples';

const firstFile = (data: DataTransfer | null) => [...(data?.files ?? [])][0];

/** Opens a picture: by button, by dropping it anywhere, from the clipboard, or one of the samples. */
export function OpenPhoto() {
  const input = useRef<HTMLInputElement>(null);
  const over = useDropAndPaste();
  const chosen = photo.value?.sample?.id;
  return (
    <div class="open">
      <button type="button" class="button" data-main onClick={() => input.current!.click()}>Open photo…</button>
      <input
        ref={input}
        class="unseen"
        type="file"
        accept="image/*"
        tabIndex={-1}
        aria-label="Open photo"
        data-testid="file"
        onChange={(event) => {
          const file = event.currentTarget.files?.[0];
          if (file) void openOwn(file, file.name);
          event.currentTarget.value = ''; // the same file may be chosen again
        }}
      />
      <fieldset class="samples">
        <legend class="unseen">Sample photographs</legend>
        {samples.map((sample) => (
          <label key={sample.id} title={`${sample.title}: ${sample.source}, ${sample.licence}`}>
            <input type="radio" name="sample" value={sample.id} checked={chosen === sample.id} onChange={() => openSample(sample.id)} />
            <img src={thumbUrl(sample)} width="40" height="40" alt={sample.title} />
          </label>
        ))}
      </fieldset>
      {over && <div class="drop-here" aria-hidden="true">Drop the picture anywhere</div>}
    </div>
  );
}

function useDropAndPaste(): boolean {
  const [over, setOver] = useState(false);
  useEffect(() => {
    const abort = new AbortController();
    const on = <K extends keyof WindowEventMap>(type: K, listener: (event: WindowEventMap[K]) => void) =>
      addEventListener(type, listener, { signal: abort.signal });
    on('dragover', (event) => {
      event.preventDefault();
      setOver(event.dataTransfer?.types.includes('Files') ?? false);
    });
    on('dragleave', (event) => event.relatedTarget === null && setOver(false));
    on('drop', (event) => {
      event.preventDefault();
      setOver(false);
      const file = firstFile(event.dataTransfer);
      if (file) void openOwn(file, file.name);
    });
    on('paste', (event) => {
      const file = firstFile(event.clipboardData);
      if (file) void openOwn(file, file.name || 'Picture from the clipboard');
    });
    return () => abort.abort();
  }, []);
  return over;
}
