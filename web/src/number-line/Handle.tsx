import type { ComponentChildren } from 'preact';
import { useRef } from 'preact/hooks';

import { release } from './gesture';
import type { Part } from './parts';

export interface HandleProps {
  part: Part;
  label: string;
  x: number;
  y: number;
  value: number;
  min: number;
  max: number;
  valueText: string;
  /** A pixel of the picture that the hand asks for. */
  onDrag: (x: number) => void;
  /** Called before the first onDrag or onStep of a gesture. */
  onStart: () => void;
  /** ±1 for an arrow key, ±10 for a page key, ±Infinity for Home and End. */
  onStep: (steps: number) => void;
  disabled?: boolean;
  /** Of what is drawn; a finger finds at least 44 px. */
  width?: number;
  children: ComponentChildren;
}

const keys: Record<string, number> = {
  ArrowRight: 1, ArrowUp: 1, ArrowLeft: -1, ArrowDown: -1, PageUp: 10, PageDown: -10, End: Infinity, Home: -Infinity,
};

const restOfKeys = 700; // ms after the last key until the axis may move

/** Something in the picture that is dragged along the axis, or moved by the arrow keys. */
export function Handle(props: HandleProps) {
  const { part, label, x, y, value, min, max, valueText, disabled, width = 0, children } = props;
  const reach = Math.max(44, width + 8);
  // From the pointer to the middle of the handle, so that it does not jump when it is taken.
  const grip = useRef<number | undefined>(undefined);
  const inPicture = (event: PointerEvent) =>
    event.clientX - (event.currentTarget as SVGElement).ownerSVGElement!.getBoundingClientRect().left;

  const take = (event: PointerEvent & { currentTarget: SVGGElement }) => {
    event.stopPropagation();
    if (disabled || event.button !== 0) return;
    event.currentTarget.setPointerCapture(event.pointerId);
    grip.current = x - inPicture(event);
    props.onStart();
  };
  const drop = () => {
    if (grip.current === undefined) return;
    grip.current = undefined;
    release();
  };
  const step = (event: KeyboardEvent) => {
    const steps = keys[event.key];
    if (steps === undefined || disabled || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    props.onStart();
    props.onStep(steps);
    release(restOfKeys);
  };
  return (
    <g
      class="nl-handle"
      data-part={part}
      transform={`translate(${x} ${y})`}
      role="slider"
      tabindex={0}
      aria-label={label}
      aria-orientation="horizontal"
      aria-valuemin={min}
      aria-valuemax={max}
      aria-valuenow={value}
      aria-valuetext={valueText}
      aria-disabled={disabled}
      onPointerDown={take}
      onPointerMove={(event) => grip.current !== undefined && props.onDrag(inPicture(event) + grip.current)}
      onPointerUp={drop}
      onPointerCancel={drop}
      onKeyDown={step}
    >
      <rect class="nl-reach" x={-reach / 2} y={-22} width={reach} height={44} />
      {children}
    </g>
  );
}
