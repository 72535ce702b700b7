// What the benchmarks found, as text.

const milliseconds = (time) => time.toFixed(2).padStart(9);
const megapixels = (time) => (1000 / time).toFixed(0).padStart(11);
const factor = (times) => times.toFixed(2).padStart(15);

export function imageTable({ version, image }, rounds) {
  const lines = [`${version}, one thread, 1 megapixel RGBA (or a million values), ${rounds} rounds, interleaved`];
  for (const { what, rows } of image) {
    lines.push('', `${what.padEnd(44)}median ms   min ms   Mpixel/s   times faster`);
    const slowest = Object.values(rows)[0].median;
    for (const [name, { median, min }] of Object.entries(rows)) {
      lines.push(`  ${name.padEnd(42)}${milliseconds(median)}${milliseconds(min)}${megapixels(median)}${factor(slowest / median)}`);
    }
  }
  return lines.join('\n');
}

export function modelsTable({ version, models }, rounds) {
  const lines = [`${version}, float32 networks, one thread, ${rounds} rounds, interleaved`];
  for (const { what, shape, macs, error, rows } of models) {
    const title = `${what}, ${shape.join(' × ')}, ${(macs / 1e6).toFixed(0)} MMAC`;
    lines.push('', `${title.padEnd(52)}median ms   min ms    GMAC/s   times faster`);
    const theirs = Object.values(rows).at(-1).median;
    for (const [name, { median, min }] of Object.entries(rows)) {
      const speed = (macs / median / 1e6).toFixed(1).padStart(10);
      lines.push(`  ${name.padEnd(50)}${milliseconds(median)}${milliseconds(min)}${speed}${factor(theirs / median)}`);
    }
    lines.push(`  differ by ${error.toExponential(1)} of the outputs' range`);
  }
  return lines.join('\n');
}
