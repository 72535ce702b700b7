// The table of a card between its two marks.
const begin = '<!-- quantized -->\n';
const end = '<!-- end of quantized -->';

const percent = (count, images) => ((100 * count) / images).toFixed(2);

function cellText(cell, images) {
  if (!cell) return '';
  if (cell.expected === undefined) return percent(cell.correct, images);
  const difference = (100 * (cell.correct - cell.expected)) / images;
  return `${percent(cell.correct, images)} (${difference > 0 ? '+' : difference < 0 ? '−' : '±'}${Math.abs(difference).toFixed(2)})`;
}

/** The card with the table of a result in it, in percent; in brackets the difference from the independent computation. */
export function cardTable(card, { images, float, cells }, columns) {
  const from = card.indexOf(begin);
  const to = card.indexOf(end);
  if (from < 0 || to < 0) throw new Error(`The card has no ${begin.trim()} … ${end}`);
  const kinds = [...new Set(cells.map(({ granularity, observer }) => `${granularity}\t${observer}`))];
  const lines = kinds.map((kind) => {
    const [granularity, observer] = kind.split('\t');
    const texts = columns.map(([weightBits, activationBits]) => cellText(cells.find((cell) => cell.granularity === granularity
      && cell.observer === observer && cell.weightBits === weightBits && cell.activationBits === activationBits), images));
    return `| ${granularity} | ${observer} | ${texts.join(' | ')} |`;
  });
  const table = [
    `| weights | ranges | ${columns.map(([w, a]) => `W${w}A${a}`).join(' | ')} |`,
    `|---|---|${'---:|'.repeat(columns.length)}`,
    `| float | | ${percent(float, images)} |${' |'.repeat(columns.length - 1)}`,
    ...lines,
  ];
  return `${card.slice(0, from + begin.length)}${table.join('\n')}\n${card.slice(to)}`;
}
