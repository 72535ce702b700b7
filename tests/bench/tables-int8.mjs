// What the benchmarks of integer networks found, as text.

const number = (value, digits, width) => value.toFixed(digits).padStart(width);
const ours = 'zeropoint int8';

// `=` marks outputs that are those of onnxruntime-web's int8, bit for bit.
const quality = ({ error, sqnr, equal, codeError }) => {
  if (sqnr !== undefined) return `${sqnr.toFixed(1)} dB${equal ? ' =' : ''}`;
  return codeError !== undefined ? `codes differ by ${codeError}` : `error ${error.toExponential(0)}`;
};

// How often ours goes into a row's time, that of the processor where it is known; nothing where ours failed.
const steadiest = ({ processor, median }) => processor ?? median;
function factor(row, rows) {
  const own = rows[ours] && steadiest(rows[ours]);
  return own ? number(steadiest(row) / own, 2, 11) : ''.padStart(11);
}

/** Networks or layers: `key` is the suite's name in a result. */
export const contestTable = (key, what) => (result) => {
  const lines = [`${result.version}, ${what}, interleaved`];
  for (const { name, macs, shape, rounds, rows } of result[key]) {
    const title = `${name}, ${shape.join(' × ')}, ${(macs / 1e6).toFixed(1)} MMAC, ${rounds} rounds`;
    lines.push('', `${title.padEnd(62)}median ms   min ms   CPU ms   GMAC/s   ÷ ${ours}`);
    for (const [entrant, row] of Object.entries(rows)) {
      if (row.failed) lines.push(`  ${entrant.padEnd(58)} failed: ${row.failed}`);
      else {
        const speed = number(macs / row.median / 1e6, 1, 9);
        const processor = row.processor === undefined ? ''.padStart(9) : number(row.processor, 3, 9);
        lines.push(`  ${entrant.padEnd(58)}${number(row.median, 3, 11)}${number(row.min, 3, 9)}${processor}${speed}${factor(row, rows)}   ${quality(row)}`);
      }
    }
  }
  return lines.join('\n');
};

export function startTable({ version, start }) {
  const columns = (times) => `${number(times.milliseconds.median, 0, 10)}${number(times.milliseconds.min, 0, 6)}${number(times.navigation.median, 0, 9)}${number(times.navigation.min, 0, 6)}`;
  const lines = [`${version}, from an empty page to the first result, files from this machine, milliseconds`];
  for (const { name, rounds, rows } of start) {
    lines.push('', `${''.padEnd(40)}nothing named ahead            files named in <link> elements`);
    lines.push(`${`${name}, ${rounds} pages each`.padEnd(40)}    median   min  from navigation    median   min  from navigation   memory MB`);
    for (const [entrant, row] of Object.entries(rows)) {
      lines.push(row.failed ? `  ${entrant.padEnd(38)} failed: ${row.failed}` : `  ${entrant.padEnd(38)}${columns(row.plain)}  ${columns(row.ahead)}${number(row.memory / 2 ** 20, 1, 12)}`);
    }
  }
  return lines.join('\n');
}

export function workersTable({ version, workers }) {
  const lines = [`${version}, zeropoint int8, 16 pictures spread over workers, milliseconds a picture`];
  for (const { name, rounds, rows } of workers) {
    lines.push('', `${`${name}, ${rounds} rounds`.padEnd(40)}median ms   min ms   times faster`);
    const alone = Object.values(rows)[0].median;
    for (const [count, { median, min }] of Object.entries(rows)) {
      lines.push(`  ${count.padEnd(38)}${number(median, 2, 9)}${number(min, 2, 9)}${number(alone / median, 2, 15)}`);
    }
  }
  return lines.join('\n');
}

export function peerSizeTable(peers) {
  const kilobytes = (bytes) => number(bytes / 1000, 1, 12);
  return ['', 'What a page loads of the peers, kB          raw      brotli', ...peers.map(({ name, raw, brotli }) => `  ${name.padEnd(36)}${kilobytes(raw)}${kilobytes(brotli)}`)].join('\n');
}
