/** Columns of text, as wide as their widest cell. */
export function table(heads: string[], rows: string[][], sides: ('left' | 'right')[]): string {
  const widths = heads.map((head, c) => Math.max(head.length, ...rows.map((row) => row[c]!.length)));
  const line = (cells: string[]) =>
    cells.map((cell, c) => (sides[c] === 'left' ? cell.padEnd(widths[c]!) : cell.padStart(widths[c]!))).join('  ').trimEnd();
  return [heads, widths.map((width) => '─'.repeat(width)), ...rows].map(line).join('\n');
}
