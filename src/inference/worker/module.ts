/** What onnxruntime's loader calls with its WASM's bytes. */
interface Instantiating {
  instantiate(
    source: BufferSource | WebAssembly.Module,
    imports?: WebAssembly.Imports,
  ): Promise<WebAssembly.WebAssemblyInstantiatedSource>;
}

/**
 * Lets workers share what the browser has compiled: a worker that replaces a cancelled one would otherwise spend
 * longer on compiling onnxruntime's WASM than on a picture.
 * @param known what another worker has compiled
 * @param onCompiled told what this one compiles
 */
export function shareModule(
  known: WebAssembly.Module | null,
  onCompiled: (module: WebAssembly.Module) => void,
): void {
  const instantiate = WebAssembly.instantiate.bind(WebAssembly);
  const shared: Instantiating['instantiate'] = async (source, imports) => {
    if (known !== null) return { module: known, instance: await instantiate(known, imports) };
    const made = await instantiate(source as BufferSource, imports);
    onCompiled(made.module);
    return made;
  };
  (WebAssembly as Instantiating).instantiate = shared;
}
