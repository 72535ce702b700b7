// Where the layers of a network lie on the picture of it.
import { graphlib, layout } from '@dagrejs/dagre';
import type { Layer } from 'zeropoint/worker';

export const boxSize = { width: 190, height: 44 };

export interface PlacedLayer {
  /** Index among the layers; −1 for the input. */
  index: number;
  x: number;
  y: number;
}

export interface Edge {
  from: number;
  to: number;
  points: { x: number; y: number }[];
}

export interface Picture {
  width: number;
  height: number;
  boxes: PlacedLayer[];
  edges: Edge[];
}

/** Which layer reads what which other writes; −1 is the network's input. */
export function connections(layers: readonly Layer[]): { from: number; to: number }[] {
  const writer = new Map(layers.flatMap(({ writes }, i) => writes.map((name) => [name, i] as const)));
  return layers.flatMap(({ reads }, to) => [...new Set(reads.map((name) => writer.get(name) ?? -1))].map((from) => ({ from, to })));
}

/** Top to bottom, or left to right. */
export function place(layers: readonly Layer[], sideways: boolean): Picture {
  const graph = new graphlib.Graph();
  graph.setGraph({ rankdir: sideways ? 'LR' : 'TB', nodesep: 16, ranksep: sideways ? 28 : 18, edgesep: 8, marginx: 4, marginy: 4 });
  graph.setDefaultEdgeLabel(() => ({}));
  for (let i = -1; i < layers.length; ++i) graph.setNode(String(i), { ...boxSize, height: i < 0 ? 26 : boxSize.height });
  for (const { from, to } of connections(layers)) graph.setEdge(String(from), String(to));
  layout(graph);
  const { width = 0, height = 0 } = graph.graph() as { width?: number; height?: number };
  const boxes = graph.nodes().map((name: string) => {
    const { x, y } = graph.node(name) as { x: number; y: number };
    return { index: Number(name), x, y };
  });
  const edges = graph.edges().map((edge: { v: string; w: string }) => {
    const { points } = graph.edge(edge) as { points: { x: number; y: number }[] };
    return { from: Number(edge.v), to: Number(edge.w), points };
  });
  return { width, height, boxes, edges };
}
