// Emscripten's loaders, which the build puts in place of these names (tools/build).
declare module '#glue/scalar';
declare module '#glue/simd128';
