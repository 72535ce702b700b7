// The picture as a file of its own: what the style sheet says is written into attributes, as it looks now.
import { srgb } from './srgb';

const namespace = 'http://www.w3.org/2000/svg';
const margin = 16;

const geometry = new Set([
  'x', 'y', 'x1', 'x2', 'y1', 'y2', 'dx', 'dy', 'cx', 'cy', 'r', 'rx', 'width', 'height', 'd', 'transform', 'text-anchor',
]);
const colours = ['fill', 'stroke'];
/** All of these are inherited, so only what differs from the parent is written. */
const inherited = [
  ...colours, 'fill-opacity', 'stroke-opacity', 'stroke-width', 'stroke-dasharray', 'stroke-linecap', 'stroke-linejoin',
  'paint-order', 'font-family', 'font-size', 'font-style', 'font-weight',
];

/** Where fingers reach without anything being seen. */
const unseen = '.nl-reach';

function make(name: string, attributes: Record<string, string | number>, text = ''): SVGElement {
  const element = document.createElementNS(namespace, name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, String(value));
  element.textContent = text;
  return element;
}

function copyOf(drawn: SVGElement, outer: CSSStyleDeclaration | undefined): SVGElement {
  const style = getComputedStyle(drawn);
  const copy = make(drawn.tagName, {});
  for (const { name, value } of drawn.attributes) if (geometry.has(name)) copy.setAttribute(name, value);
  for (const name of inherited) {
    const value = style.getPropertyValue(name);
    if (value !== outer?.getPropertyValue(name)) copy.setAttribute(name, colours.includes(name) ? srgb(value) : value);
  }
  if (style.opacity !== '1') copy.setAttribute('opacity', style.opacity);
  for (const child of drawn.childNodes) {
    if (child instanceof Text) copy.append(child.data);
    else if (child instanceof SVGElement && !child.matches(unseen)) copy.append(copyOf(child, style));
  }
  return copy;
}

export function svgFile(picture: SVGSVGElement, title: string, description: string): string {
  const { width, height } = picture.getBoundingClientRect();
  const [wide, high] = [width + 2 * margin, height + 2 * margin];
  const background = srgb(getComputedStyle(document.documentElement).backgroundColor);
  const drawn = copyOf(picture, undefined);
  // An inner picture cuts off at its edges what is out of sight, as on the page.
  for (const [name, value] of Object.entries({ x: margin, y: margin, width, height })) drawn.setAttribute(name, String(value));

  const file = make('svg', { viewBox: `0 0 ${wide} ${high}`, width: wide, height: high, role: 'img' });
  file.style.fontVariantNumeric = 'tabular-nums'; // has no attribute; and the page's policy allows no attribute `style`
  file.append(
    make('title', {}, title),
    make('desc', {}, description),
    make('rect', { width: wide, height: high, fill: background }),
    drawn,
  );
  return `${new XMLSerializer().serializeToString(file)}\n`;
}
