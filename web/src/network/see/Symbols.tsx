import { Fragment } from 'preact';

/** A rule as text, with what follows `_` set below the line: q_x, S_w, acc_k. */
export function Symbols({ text }: { text: string }) {
  return (
    <>
      {text.split(/([A-Za-z]+_[a-z]+)/).map((part, i) => {
        const [symbol, below] = part.split('_');
        return <Fragment key={i}>{below === undefined ? part : <><i>{symbol}</i><sub>{below}</sub></>}</Fragment>;
      })}
    </>
  );
}
