import { useLayoutEffect, useRef } from 'preact/hooks';

import { valuePixels } from './colours';
import type { Maps } from './maps';

const tile = 48;

interface ChannelStripProps {
  maps: Maps;
  channel: number;
  onInput: (channel: number) => void;
}

/** All channels of a layer, small: one is chosen by pressing it, or with the arrow keys. */
export function ChannelStrip({ maps, channel, onInput }: ChannelStripProps) {
  const window = useRef<HTMLDivElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const { channels, height, width, float, low, high } = maps;
  useLayoutEffect(() => {
    const drawn = canvas.current!;
    [drawn.width, drawn.height] = [channels * width, height];
    const context = drawn.getContext('2d')!;
    for (let c = 0; c < channels; ++c) {
      const plane = float.subarray(c * height * width, (c + 1) * height * width);
      context.putImageData(valuePixels(plane, width, height, low, high), c * width, 0);
    }
  }, [maps]);
  useLayoutEffect(() => {
    const { scrollLeft, clientWidth } = window.current!;
    if (channel * tile < scrollLeft || (channel + 1) * tile > scrollLeft + clientWidth) window.current!.scrollLeft = channel * tile - clientWidth / 2;
  }, [channel]);
  const key = (event: KeyboardEvent) => {
    const step = { ArrowRight: 1, ArrowLeft: -1, ArrowDown: 1, ArrowUp: -1, Home: -Infinity, End: Infinity }[event.key];
    if (step === undefined) return;
    event.preventDefault();
    onInput(Math.min(channels - 1, Math.max(0, channel + step)));
  };
  return (
    <div
      ref={window}
      class="channels"
      role="slider"
      tabIndex={0}
      aria-label="Channel"
      aria-valuemin={0}
      aria-valuemax={channels - 1}
      aria-valuenow={channel}
      data-testid="channels"
      onKeyDown={key}
      onClick={(event) => {
        const at = Math.floor((event.clientX - canvas.current!.getBoundingClientRect().left) / tile);
        if (at < channels) onInput(at);
      }}
    >
      <canvas ref={canvas} aria-hidden="true" style={{ width: `${channels * tile}px`, height: `${tile}px` }} />
      <div class="channels-chosen" style={{ transform: `translateX(${channel * tile}px)` }} />
    </div>
  );
}
