import { useEffect, useRef, useState } from 'preact/hooks';

import { network } from '../session/session';
import { ownInput, settledInput } from './input';

const nextFrame = (video: HTMLVideoElement) =>
  new Promise<void>((resolve) => {
    if ('requestVideoFrameCallback' in video) video.requestVideoFrameCallback(() => resolve());
    else requestAnimationFrame(() => resolve());
  });

/** The square in the middle of what the camera sees, as the network's input. */
function look(video: HTMLVideoElement, context: OffscreenCanvasRenderingContext2D): void {
  const { input } = network.peek()!;
  const [channels, height, width] = input.shape;
  const side = Math.min(video.videoWidth, video.videoHeight);
  if (!side) return;
  context.drawImage(video, (video.videoWidth - side) / 2, (video.videoHeight - side) / 2, side, side, 0, 0, width, height);
  const { data } = context.getImageData(0, 0, width, height);
  const bytes = new Uint8Array(channels * height * width);
  for (let i = 0; i < height * width; ++i) {
    if (channels === 1) bytes[i] = Math.round(0.299 * data[4 * i]! + 0.587 * data[4 * i + 1]! + 0.114 * data[4 * i + 2]!);
    else for (let c = 0; c < 3; ++c) bytes[3 * i + c] = data[4 * i + c]!;
  }
  ownInput.value = { title: 'the camera', shape: input.shape, bytes };
}

/** The camera, asked for only when its button is pressed; every frame that the networks keep up with. */
export function Camera() {
  const video = useRef<HTMLVideoElement>(null);
  const [stream, setStream] = useState<MediaStream | undefined>(undefined);
  const [refused, setRefused] = useState('');

  useEffect(() => {
    if (!stream) return;
    const shown = video.current!;
    let here = true;
    const follow = async () => {
      shown.srcObject = stream;
      await shown.play();
      const { input } = network.peek()!;
      const context = new OffscreenCanvas(input.shape[2], input.shape[1]).getContext('2d', { willReadFrequently: true })!;
      context.imageSmoothingQuality = 'high';
      while (here) {
        look(shown, context);
        await Promise.all([nextFrame(shown), settledInput()]);
      }
    };
    void follow().catch(() => {}); // stopped while it was starting
    return () => {
      here = false;
      stream.getTracks().forEach((track) => track.stop());
    };
  }, [stream]);

  const start = () =>
    navigator.mediaDevices.getUserMedia({ video: { facingMode: 'environment', width: 640 } }).then(
      (found) => { setRefused(''); setStream(found); },
      (error: DOMException) => setRefused(error.name === 'NotAllowedError' ? 'The camera was not allowed.' : 'No camera was found.'),
    );
  if (!navigator.mediaDevices) return null; // not a secure address
  return (
    <div class="camera">
      {stream && <video ref={video} class="unseen" muted playsInline aria-hidden="true" />}
      <button type="button" class="button" onClick={stream ? () => setStream(undefined) : start}>{stream ? 'Stop the camera' : 'Camera'}</button>
      <span class="hint" role="status">{refused}</span>
    </div>
  );
}
