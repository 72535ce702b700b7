// The walk through equation (10) as a person reads it: what each step is called, and what it gives.
import { three } from '../../ui/format';
import type { Derivation, IntegerLayer } from './walk';

export interface Step {
  id: string;
  title: string;
  /** The rule, in the symbols of quantization.md. */
  rule: string;
  /** The same with the numbers of the moment. */
  numbers: string;
  /** What comes out, exactly. */
  value?: number;
}

const exact = (value: number) => String(value).replace('-', '−').replace('e-', ' · 10^−');
const inParentheses = (value: number) => (value < 0 ? `(${exact(value)})` : exact(value));

/** The steps after the products, in the order in which they happen. */
export function stepsOf(layer: IntegerLayer, { terms, blocks, bias, accumulator, scaled, rounded, clamped, code }: Derivation): Step[] {
  const { input, output } = layer;
  const [block] = blocks;
  const sum = blocks.reduce((total, entry) => total + entry.sum, 0);
  const steps: Step[] = [
    { id: 'codes', title: 'Codes of the receptive field', rule: 'q_x, q_w', numbers: `${terms.length} pairs; outside of the picture q_x is Z_x` },
    { id: 'zero', title: 'Zero points taken off', rule: '(q_x − Z_x), (q_w − Z_w)', numbers: `Z_x = ${exact(input.zeroPoint)}` },
    { id: 'products', title: 'Products', rule: '(q_x − Z_x) · (q_w − Z_w)', numbers: `${terms.length} integers` },
    { id: 'sum', title: 'Their sum', rule: 'Σ (q_x − Z_x)(q_w − Z_w)', numbers: exact(sum), value: sum },
  ];
  if (blocks.length > 1) {
    steps.push({ id: 'blocks', title: 'Blocks', rule: 't ← fl(t + fl(fl(acc_k) · M_k)), from fl(b / S_y)', numbers: `${blocks.length} blocks, each with its own M`, value: scaled });
  } else {
    steps.push(
      { id: 'accumulator', title: 'Accumulator', rule: 'acc = Σ + b_q', numbers: `${exact(sum)} + ${inParentheses(bias ?? 0)} = ${exact(accumulator)}`, value: accumulator },
      {
        id: 'multiplier', title: 'Multiplier', rule: output ? 'M = fl(fl(S_x · S_w) / S_y)' : 'fl(S_x · S_w)',
        numbers: `${exact(input.scale)} · ${exact(block!.scale)}${output ? ` / ${exact(output.scale)}` : ''} = ${exact(block!.multiplier)}`, value: block!.multiplier,
      },
      { id: 'scaled', title: output ? 'In steps of the output' : 'The result, a real number', rule: output ? 'fl(fl(acc) · M)' : 'r = fl(fl(acc) · fl(S_x · S_w))', numbers: `${exact(accumulator)} · ${exact(block!.multiplier)} = ${exact(scaled)}`, value: scaled },
    );
  }
  if (!output || code === undefined) return steps;
  const [low, high] = [output.qmin - output.zeroPoint, output.qmax - output.zeroPoint];
  return [
    ...steps,
    { id: 'rounded', title: 'Rounded, halves to even', rule: 'rne(·)', numbers: `rne(${three(scaled)}) = ${exact(rounded!)}`, value: rounded! },
    { id: 'clamped', title: 'Clamped', rule: 'clamp(·, qmin − Z_y, qmax − Z_y)', numbers: `to [${exact(low)}, ${exact(high)}]: ${exact(clamped!)}`, value: clamped! },
    { id: 'code', title: 'The code', rule: 'q_y = · + Z_y', numbers: `${exact(clamped!)} + ${inParentheses(output.zeroPoint)} = ${exact(code)}`, value: code },
  ];
}
