// The text format of the golden vectors; README.md describes it, tests/cpp/golden.h reads it in C++.

const RANGE = {
  u8: [0, 255], i8: [-128, 127], u16: [0, 65535], i16: [-32768, 32767], u4: [0, 15], i4: [-8, 7],
  i32: [-2147483648, 2147483647],
};
// [qmin, qmax] of a code type.
export const codeRange = (type) => RANGE[type];

const scratch = new DataView(new ArrayBuffer(4));
export function floatBits(x) {
  scratch.setFloat32(0, x);
  return scratch.getUint32(0);
}
export function bitsFloat(bits) {
  scratch.setUint32(0, bits);
  return scratch.getFloat32(0);
}
const toHex = (x) => floatBits(x).toString(16).padStart(8, '0');
const fromHex = (word) => bitsFloat(Number.parseInt(word, 16));

function list(key, values, toText) {
  const lines = [];
  const width = toText === toHex ? 12 : 24;
  for (let i = 0; i < values.length; i += width) lines.push(Array.from(values.slice(i, i + width), toText).join(' '));
  return `${key} ${values.length}${values.length > 4 ? '\n' : ' '}${lines.join('\n')}\n`;
}

// cases: { name, op, type, shape, kind, axis, size, scale, zero, real, code }
export function writeGolden(title, cases) {
  const body = cases.map((c) => [
    `case ${c.name} ${c.op} ${c.type}\n`,
    `tiles ${c.kind ?? 'tensor'} ${c.axis ?? 0} ${c.size ?? 0}\n`,
    list('shape', c.shape ?? [c.real.length], String),
    list('scale', c.scale, toHex),
    list('zero', c.zero, String),
    list('real', c.real, toHex),
    list('code', c.code, String),
    'end\n',
  ].join(''));
  return `# ${title}\n${body.join('')}`;
}

export function parseGolden(text) {
  const words = text.replace(/^#.*$/gm, '').trim().split(/\s+/);
  const cases = [];
  let at = 0;
  while (at < words.length) {
    const word = words[at++];
    if (word === 'case') {
      cases.push({ name: words[at], op: words[at + 1], type: words[at + 2] });
      at += 3;
    } else if (word === 'tiles') {
      Object.assign(cases.at(-1), { kind: words[at], axis: Number(words[at + 1]), size: Number(words[at + 2]) });
      at += 3;
    } else if (word !== 'end') {
      const count = Number(words[at++]);
      const values = words.slice(at, (at += count));
      const isReal = word === 'scale' || word === 'real';
      cases.at(-1)[word] = isReal ? Float32Array.from(values, fromHex) : values.map(Number);
    }
  }
  return cases;
}
