// The C++ core run natively on a picture: the program that tests/cpp/CMakeLists.txt builds.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const program = fileURLToPath(new URL('../../build/native/tests/cpp/zeropoint_quantize_image', import.meta.url));

/** What the native core makes of a picture; `options` as key=value, documented in quantize_image_main.cpp. */
export function quantizeNatively({ data, width, height }, options) {
  if (!existsSync(program)) throw new Error(`${program} is missing; \`npm test -- --only native\` builds it`);
  const folder = mkdtempSync(join(tmpdir(), 'zeropoint-'));
  try {
    const file = join(folder, 'image.rgba');
    writeFileSync(file, data);
    const words = Object.entries(options).map(([key, value]) => `${key}=${value}`);
    return JSON.parse(execFileSync(program, [width, height, file, ...words].map(String), { encoding: 'utf8' }));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** FNV-1a with 64 bits, as the program prints it. */
export function fnv1a(bytes) {
  let hash = 0xcbf29ce484222325n;
  for (const byte of new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength)) {
    hash = BigInt.asUintN(64, (hash ^ BigInt(byte)) * 0x100000001b3n);
  }
  return hash.toString(16).padStart(16, '0');
}
