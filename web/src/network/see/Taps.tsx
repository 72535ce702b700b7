import { count, signedNumber } from '../../ui/format';
import { Symbols } from './Symbols';
import type { Term } from './walk';

interface TapsProps {
  /** Of one input channel, row by row. */
  terms: readonly Term[];
  rows: number;
  columns: number;
  /** Where the walk is: codes, zero points taken off, or products. */
  step: string;
}

const plain = (value: number) => String(value).replace('-', '−');

/** The taps of one input channel: two squares of integers, and their products. */
export function Taps({ terms, rows, columns, step }: TapsProps) {
  const codes = step === 'codes';
  const products = !codes && step !== 'zero';
  const sum = terms.reduce((total, { product }) => total + product, 0);
  return (
    <div class="taps number">
      <Grid caption={codes ? 'q_x' : 'q_x − Z_x'} terms={terms} rows={rows} columns={columns} text={(term) => plain(codes ? term.qx : term.x)} is="input" />
      <span class="taps-sign" aria-hidden="true">×</span>
      <Grid caption={codes ? 'q_w' : 'q_w − Z_w'} terms={terms} rows={rows} columns={columns} text={(term) => plain(codes ? term.qw : term.w)} is="weights" />
      {products && (
        <>
          <span class="taps-sign" aria-hidden="true">=</span>
          <Grid caption="products" terms={terms} rows={rows} columns={columns} text={(term) => plain(term.product)} is="products" />
          <p class="taps-sum">sum of this channel <strong>{signedNumber(sum)}</strong>{terms.length > 1 && <span class="hint"> of {count(terms.length)} products</span>}</p>
        </>
      )}
    </div>
  );
}

interface GridProps {
  caption: string;
  terms: readonly Term[];
  rows: number;
  columns: number;
  text: (term: Term) => string;
  is: string;
}

function Grid({ caption, terms, rows, columns, text, is }: GridProps) {
  return (
    <table class="taps-grid" data-is={is}>
      <caption><Symbols text={caption} /></caption>
      <tbody>
        {Array.from({ length: rows }, (_, r) => (
          <tr key={r}>
            {terms.slice(r * columns, (r + 1) * columns).map((term, k) => (
              <td key={k} data-padding={!term.inside || undefined} title={term.inside ? `channel ${term.channel}, row ${term.row}, column ${term.column}` : 'padding'}>{text(term)}</td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
