import { useLayoutEffect, useRef } from 'preact/hooks';

import { network } from '../session/session';
import { ErrorLegend } from '../doubt/ErrorLegend';
import { trace } from '../session/trace';
import { layer, pointedLayer } from '../state/pointed';
import { chosenLayer } from '../state/settings';
import { LayerBox } from './LayerBox';
import type { Edge, Picture } from './layout';
import { boxSize } from './layout';
import { picture, sideways } from './picture';

const narrow = matchMedia('(max-width: 1300px)');
const column = 300; // px beside the panels
const smallest = 0.75; // of the full size; what is wider then is scrolled

const scaleOf = ({ width }: Picture) => (sideways.value ? 1 : Math.min(1, Math.max(smallest, column / width)));

/** The network as it runs: a box for each layer, arrows for what goes from one to another. */
export function NetworkGraph() {
  const box = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    const turn = () => (sideways.value = narrow.matches);
    turn();
    narrow.addEventListener('change', turn);
    return () => narrow.removeEventListener('change', turn);
  }, []);
  const placed = picture.value;
  const layers = network.value?.layers;
  const chosen = layer.value;
  useKeptInSight(box, placed, chosen && layers && chosenLayer.value ? layers.indexOf(chosen) : -1);
  return (
    <section class="net-graph" aria-label="The network" data-sideways={sideways.value || undefined}>
      {trace.value && <ErrorLegend />}
      <div class="net-graph-window" ref={box}>
      {placed && layers && placed.boxes.length === layers.length + 1 && (
        <svg width={placed.width * scaleOf(placed)} height={placed.height * scaleOf(placed)} viewBox={`0 0 ${placed.width} ${placed.height}`} role="group" aria-label="Layers, in the order in which they run">
          <g aria-hidden="true">{placed.edges.map((edge) => <EdgeLine key={`${edge.from} ${edge.to}`} edge={edge} names={layers.map(({ name }) => name)} />)}</g>
          {placed.boxes.filter(({ index }) => index < 0).map(({ x, y }) => <InputBox key="input" x={x} y={y} />)}
          {placed.boxes.filter(({ index }) => index >= 0).map(({ index, x, y }) => <LayerBox key={layers[index]!.name} layer={layers[index]!} x={x} y={y} />)}
        </svg>
      )}
      </div>
    </section>
  );
}

/** The chosen layer is scrolled to, within the picture's own window only. */
function useKeptInSight(box: { current: HTMLDivElement | null }, placed: Picture | undefined, index: number) {
  useLayoutEffect(() => {
    const at = placed?.boxes.find((entry) => entry.index === index);
    const window = box.current;
    if (!at || !window) return;
    const scale = scaleOf(placed!);
    const [x, y] = [scale * at.x, scale * at.y];
    const [across, down] = [(scale * boxSize.width) / 2, (scale * boxSize.height) / 2];
    if (x - across < window.scrollLeft || x + across > window.scrollLeft + window.clientWidth) window.scrollLeft = x - window.clientWidth / 2;
    if (y - down < window.scrollTop || y + down > window.scrollTop + window.clientHeight) window.scrollTop = y - window.clientHeight / 2;
  }, [placed, index]);
}

function InputBox({ x, y }: { x: number; y: number }) {
  const { input } = network.value!;
  return (
    <g class="layer-input">
      <rect x={x - boxSize.width / 2} y={y - 13} width={boxSize.width} height={26} rx={13} />
      <text x={x} y={y + 4} text-anchor="middle">{input.name} · {input.shape.join(' × ')}</text>
    </g>
  );
}

function EdgeLine({ edge: { from, to, points }, names }: { edge: Edge; names: readonly string[] }) {
  const lit = pointedLayer.value !== undefined && [names[from], names[to]].includes(pointedLayer.value);
  const [first, ...rest] = points;
  const middle = rest.slice(0, -1);
  const last = rest.at(-1)!;
  // Through the middles of dagre's points, so that bends are round.
  const bends = middle.map((p, i) => {
    const next = middle[i + 1] ?? last;
    return i === middle.length - 1 ? `Q${p.x} ${p.y} ${last.x} ${last.y}` : `Q${p.x} ${p.y} ${(p.x + next.x) / 2} ${(p.y + next.y) / 2}`;
  });
  return <path class="edge" data-lit={lit || undefined} d={`M${first!.x} ${first!.y}${bends.join('') || `L${last.x} ${last.y}`}`} />;
}
