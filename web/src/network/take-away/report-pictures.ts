// What the report shows: the pictures that are on screen, the image that is looked at, and feature maps of two layers.
import { svgFile } from '../../ui/svg-file';
import { pixelsOf } from '../session/samples';
import type { Outcome } from '../session/quantization';
import type { Input } from '../run/input';
import { lookAt } from '../see/look';
import { pngOf, sheetsOf, type Sheets } from './map-sheets';

export interface LayerPictures extends Sheets {
  layer: string;
  why: string;
}

export interface ReportPictures {
  /** SVG files, with what they show. */
  drawings: { title: string; svg: string }[];
  image: { title: string; url: string } | undefined;
  layers: LayerPictures[];
}

function drawings(): ReportPictures['drawings'] {
  const found = [['The network', '.net-graph-window svg'], ['Tried so far', '[data-testid=tradeoff]']] as const;
  return found.flatMap(([title, selector]) => {
    const svg = document.querySelector<SVGSVGElement>(selector);
    return svg ? [{ title, svg: svgFile(svg, title, title) }] : [];
  });
}

export async function reportPictures(of: Outcome, at: Input | undefined, wanted: readonly { layer: string; why: string }[]): Promise<ReportPictures> {
  const pictures: ReportPictures = { drawings: drawings(), image: undefined, layers: [] };
  if (!at) return pictures;
  const [, height, width] = at.shape;
  pictures.image = { title: at.title, url: await pngOf(width, height, (context) => context.putImageData(pixelsOf(at.bytes, at.shape), 0, 0)) };
  for (const { layer, why } of wanted) pictures.layers.push({ layer, why, ...(await sheetsOf((await lookAt(of, at, layer)).maps)) });
  return pictures;
}
