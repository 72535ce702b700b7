// Equations (1) to (5) of quantization.md as TeX, once with symbols and once with the numbers of the moment.
import type { Grid, Reading } from './arithmetic';
import { tex } from './numbers';
import { textOf, valueOf, type Part } from './parts';

export interface Equation {
  number: string;
  /** What it does, in words. */
  says: string;
  symbols: string;
  /** One line for each step. */
  numbers: string[];
}

type Show = (part: Part) => string;

const symbolOf: Record<Part, string> = {
  rmin: 'r_{\\min}', rmax: 'r_{\\max}', S: 'S', Z: 'Z', qmin: 'q_{\\min}', qmax: 'q_{\\max}',
  r: 'r', steps: '\\dfrac{r}{S}', rounded: '\\operatorname{rne}\\!\\left(\\dfrac{r}{S}\\right)', sum: '', q: 'q',
  back: '\\hat r', error: '\\hat r-r',
};

const marked = (part: Part, content: string) => `\\htmlData{part=${part}}{${content}}`;
const symbol: Show = (part) => marked(part, symbolOf[part]);

/** Lines may break after each comma. */
const clamp = (value: string, show: Show) =>
  `\\operatorname{clamp}(${value},\\allowbreak\\,${show('qmin')},\\allowbreak\\,${show('qmax')})`;
const rne = (value: string) => `\\operatorname{rne}\\!\\left(${value}\\right)`;

/** The result stays together with its sign of equality when the line breaks. */
const result = (value: string) => `\\allowbreak{\\;=${value}}`;

const scale = (f: Show, g: Show) => `\\dfrac{${f('rmax')}-${g('rmin')}}{${f('qmax')}-${g('qmin')}}`;
const zeroPoint = (f: Show) => clamp(rne(`${f('qmax')}-\\dfrac{${f('rmax')}}{${f('S')}}`), f);
const code = (f: Show, g: Show) => clamp(`${rne(`\\dfrac{${f('r')}}{${f('S')}}`)}+${g('Z')}`, f);
const real = (f: Show, g: Show) => `${f('S')}\\,(${f('q')}-${g('Z')})`;

export function equations(grid: Grid, reading: Reading): Equation[] {
  const number = (part: Part) => tex(textOf(part, valueOf(part, grid, reading)));
  const shown: Show = (part) => marked(part, number(part));
  /** For a number after an operator: negative ones in parentheses. */
  const operand: Show = (part) => marked(part, valueOf(part, grid, reading) < 0 ? `(${number(part)})` : number(part));

  const rounded = reading.rounded === undefined ? [] : [clamp(`${shown('rounded')}+${operand('Z')}`, shown)];
  return [
    ...(grid.settings.symmetric ? [symmetricScale(grid, shown, operand)] : affine(shown, operand)),
    {
      number: '2',
      says: 'a value becomes a code',
      symbols: `${symbol('q')}=${clamp(`${symbol('rounded')}+${symbol('Z')}`, symbol)}`,
      numbers: [
        code(shown, operand), clamp(`${rne(shown('steps'))}+${operand('Z')}`, shown), ...rounded, shown('q'),
      ],
    },
    {
      number: '1',
      says: 'the code becomes a value again',
      symbols: `${symbol('back')}=${real(symbol, symbol)}`,
      numbers: [`${real(shown, operand)}${result(shown('back'))}`],
    },
    {
      number: '',
      says: 'quantized minus original',
      symbols: `\\text{error}=${symbol('error')}`,
      numbers: [`${shown('back')}-${operand('r')}${result(shown('error'))}`],
    },
  ];
}

const affine = (shown: Show, operand: Show): Equation[] => [
  {
    number: '3',
    says: 'the range is shared out among the codes',
    symbols: `${symbol('S')}=${scale(symbol, symbol)}`,
    numbers: [`${scale(shown, operand)}${result(shown('S'))}`],
  },
  {
    number: '4',
    says: 'the code that stands for 0',
    symbols: `${symbol('Z')}=${zeroPoint(symbol)}`,
    numbers: [`${zeroPoint(shown)}${result(shown('Z'))}`],
  },
];

function symmetricScale({ settings: { signed, bits } }: Grid, shown: Show, operand: Show): Equation {
  const reach = (f: Show) => `\\max(\\lvert ${f('rmin')}\\rvert,\\,\\lvert ${f('rmax')}\\rvert)`;
  const codes = (f: Show, g: Show) => (signed ? f('qmax') : `${f('qmax')}-${g('Z')}`);
  const middle = signed ? '0' : `2^{${bits - 1}}`;
  const formula = (f: Show, g: Show) => `\\dfrac{${reach(f)}}{${codes(f, g)}}`;
  return {
    number: '5',
    says: 'the longer side is shared out, Z stays in the middle',
    symbols: `${symbol('S')}=${formula(symbol, symbol)},\\quad ${symbol('Z')}=${middle}`,
    numbers: [`${formula(shown, operand)}${result(shown('S'))}`],
  };
}
