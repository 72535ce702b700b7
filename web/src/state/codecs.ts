/** Text of a URL to a value and back; `parse` gives undefined for what is not valid. */
export interface Codec<T> {
  parse(text: string): T | undefined;
  format(value: T): string;
}

export function real(min: number, max: number): Codec<number> {
  return {
    parse: (text) => {
      const value = text.trim() === '' ? NaN : Number(text);
      return value >= min && value <= max ? value : undefined;
    },
    format: String,
  };
}

export function integer(min: number, max: number): Codec<number> {
  const { parse } = real(min, max);
  return {
    parse: (text) => {
      const value = parse(text);
      return Number.isInteger(value) ? value : undefined;
    },
    format: String,
  };
}

export function oneOf<const T extends string>(values: readonly T[]): Codec<T> {
  return { parse: (text) => values.find((value) => value === text), format: (value) => value };
}

export const flag: Codec<boolean> = {
  parse: (text) => (text === '1' ? true : text === '0' ? false : undefined),
  format: (value) => (value ? '1' : '0'),
};
