// Emscripten's loaders, which the build puts in place of these names (tools/build).
declare module '#glue/*' {
  const factory: (options: { instantiateWasm: (imports: WebAssembly.Imports, done: (instance: WebAssembly.Instance, module: WebAssembly.Module) => void) => object }) => Promise<never>;
  export default factory;
}
