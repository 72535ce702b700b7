const known = new Map<string, string>();

/** Any computed colour as #rrggbb: mixed ones are computed as oklab(…), which few other programs read. */
export function srgb(colour: string): string {
  if (colour === 'none') return colour;
  let hex = known.get(colour);
  if (hex === undefined) known.set(colour, (hex = converted(colour)));
  return hex;
}

/** The browser converts, by mixing the colour with itself: color(srgb 0.1 0.2 0.3). */
function converted(colour: string): string {
  const probe = document.createElement('span');
  probe.style.color = `color-mix(in srgb, ${colour}, ${colour})`;
  document.body.append(probe);
  const parts = getComputedStyle(probe).color.match(/-?[\d.]+(e-?\d+)?/g)!.slice(0, 3).map(Number);
  probe.remove();
  return `#${parts.map((part) => Math.round(255 * Math.min(Math.max(part, 0), 1)).toString(16).padStart(2, '0')).join('')}`;
}
