import { useEffect, useRef, useState } from 'preact/hooks';

import { chosen, dropped } from '../session/own-files';
import { takeFiles } from '../session/own-samples';

const kinds = '.onnx,.zip,.txt,.csv,.json,image/*';

/** The visitor's own network, images and labels: by button, or dropped anywhere. */
export function OpenFiles() {
  const files = useRef<HTMLInputElement>(null);
  const folder = useRef<HTMLInputElement>(null);
  const over = useDrop();
  const take = ({ currentTarget }: { currentTarget: HTMLInputElement }) => {
    const list = chosen(currentTarget.files!);
    currentTarget.value = ''; // the same ones may be chosen again
    if (list.length > 0) void takeFiles(list);
  };
  return (
    <div class="row">
      <button type="button" class="button" data-main onClick={() => files.current!.click()}>Open ONNX or images…</button>
      <button type="button" class="button" onClick={() => folder.current!.click()}>Folder…</button>
      <input ref={files} class="unseen" type="file" multiple accept={kinds} tabIndex={-1} aria-label="Open files" data-testid="net-files" onChange={take} />
      <input
        ref={(element: HTMLInputElement | null) => {
          folder.current = element;
          if (element) element.webkitdirectory = true;
        }}
        class="unseen"
        type="file"
        tabIndex={-1}
        aria-label="Open a folder of images"
        data-testid="net-folder"
        onChange={take}
      />
      {over && <div class="drop-here" aria-hidden="true">Drop a network, images, a zip or labels anywhere</div>}
    </div>
  );
}

function useDrop(): boolean {
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
      if (event.dataTransfer) void dropped(event.dataTransfer).then(takeFiles);
    });
    return () => abort.abort();
  }, []);
  return over;
}
