import type { RgbaImage } from 'zeropoint/worker';

import { useClip } from './clip';
import { photo } from './current-photo';
import { Highlight } from './Highlight';
import { Layer } from './Layer';
import { mode } from './settings';
import { WindowLayer } from './WindowLayer';
import { outcome } from './work';

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
  return photo.value ? <AnyLayer image={photo.value.pixels} /> : null;
}

function Quantized() {
  const shown = outcome.value;
  if (!shown || shown.photo !== photo.value) return null;
  const { image, errorMap } = shown.result;
  return <AnyLayer image={(mode.value === 'error' && errorMap) || image} />;
}

/** A large picture is drawn as far as it is seen: a canvas of its size would block the page. */
function AnyLayer({ image }: { image: RgbaImage }) {
  return photo.value?.preview ? <WindowLayer image={image} /> : <Layer image={image} />;
}
