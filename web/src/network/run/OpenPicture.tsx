import { useRef } from 'preact/hooks';

import { scaled } from '../session/pictures';
import { failure, network } from '../session/session';
import { ownInput } from './input';

async function look(file: File): Promise<void> {
  const { shape } = network.peek()!.input;
  try {
    const { bytes } = await scaled(file, shape);
    ownInput.value = { title: file.name, shape, bytes: bytes[0]! };
  } catch {
    failure.value = { title: `${file.name} was not opened`, why: 'It is not a picture that this browser reads.' };
  }
}

/** One picture to look at, beside the test images: its middle, scaled to what the network takes. */
export function OpenPicture() {
  const file = useRef<HTMLInputElement>(null);
  return (
    <>
      <button type="button" class="button" onClick={() => file.current!.click()}>Open a picture…</button>
      <input
        ref={file}
        class="unseen"
        type="file"
        accept="image/*"
        tabIndex={-1}
        aria-label="Open a picture"
        data-testid="net-picture"
        onChange={({ currentTarget }) => {
          const found = currentTarget.files?.[0];
          currentTarget.value = ''; // the same one may be chosen again
          if (found) void look(found);
        }}
      />
    </>
  );
}
