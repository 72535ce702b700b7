import { signal } from '@preact/signals';
import type { RgbaImage } from 'zeropoint/worker';

import { useClip } from './clip';
import { photo } from './current-photo';
import { Highlight } from './Highlight';
import { Layer } from './Layer';
import { mode } from './settings';
import { complete, outcome } from './work';

/** The last large picture that is drawn to its last row. */
const painted = signal<RgbaImage | undefined>(undefined);

/** All drawings of the picture: original, quantized or error map, and what is pointed at. */
export function Picture() {
  const original = useClip('original');
  const quantized = useClip('quantized');
  return (
    <>
      <div class="half" ref={original}>
        <Original />
        <Highlight />
      </div>
      <div class="half" ref={quantized}>
        <Quantized />
        <Highlight />
      </div>
    </>
  );
}

function Original() {
  return photo.value ? <Layer image={photo.value.pixels} /> : null;
}

function Quantized() {
  const shown = outcome.value;
  if (!shown || shown.photo !== photo.value) return null;
  if (!shown.photo.preview) return <Layer image={imageOf(shown)} />;
  // The whole picture takes a while to draw; the smaller copy stays in front until then.
  const last = complete.value?.photo === shown.photo ? imageOf(complete.value) : undefined;
  const behind = shown.whole && painted.value === last;
  return (
    <>
      {last && <Layer key="whole" image={last} onPainted={(image) => (painted.value = image)} />}
      {!shown.whole && <Layer key="copy" image={imageOf(shown)} hidden={behind} />}
    </>
  );
}

function imageOf({ result }: { result: { image: RgbaImage; errorMap?: RgbaImage } }): RgbaImage {
  return (mode.value === 'error' && result.errorMap) || result.image;
}
