import { useEffect, useRef } from 'preact/hooks';

import { useFileDrop } from '../ui/use-file-drop';
import { photo } from './current-photo';
import { openOwn, openSample } from './photo';
import { samples, thumbUrl } from './samples';

/** Opens a picture: by button, by dropping it anywhere, from the clipboard, or one of the samples. */
export function OpenPhoto() {
  const input = useRef<HTMLInputElement>(null);
  const over = useFileDrop(openFirst);
  usePaste();
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

function openFirst(data: DataTransfer | null): void {
  const [file] = data?.files ?? [];
  if (file) void openOwn(file, file.name || 'Picture from the clipboard');
}

function usePaste(): void {
  useEffect(() => {
    const paste = (event: ClipboardEvent) => openFirst(event.clipboardData);
    addEventListener('paste', paste);
    return () => removeEventListener('paste', paste);
  }, []);
}
