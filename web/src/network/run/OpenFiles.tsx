import { useRef } from 'preact/hooks';

import { useFileDrop } from '../../ui/use-file-drop';
import { chosen, dropped } from '../session/own-files';
import { takeFiles } from '../session/own-samples';
import { failure } from '../session/session';

const takeDropped = (data: DataTransfer) =>
  void dropped(data).then(takeFiles, (error: unknown) => {
    failure.value = { title: 'What was dropped was not opened', why: error instanceof Error ? error.message : String(error) };
  });

const kinds = '.onnx,.zip,.txt,.csv,.json,image/*';

/** The visitor's own network, images and labels: by button, or dropped anywhere. */
export function OpenFiles() {
  const files = useRef<HTMLInputElement>(null);
  const folder = useRef<HTMLInputElement>(null);
  const over = useFileDrop(takeDropped);
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
