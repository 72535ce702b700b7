// Seven steps of error, from none that matters to nothing left of the signal.
const limits = [40, 30, 20, 15, 10, 5];

/** 0 for 40 dB and more, 6 below 5 dB. */
export function errorLevel(sqnrDb: number): number {
  const level = limits.findIndex((limit) => sqnrDb >= limit);
  return level < 0 ? limits.length : level;
}

export const levelNames = ['≥ 40 dB', '30 to 40 dB', '20 to 30 dB', '15 to 20 dB', '10 to 15 dB', '5 to 10 dB', '< 5 dB'];
