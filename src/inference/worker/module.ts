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
 * @returns tells what there is to share
 */
export function shareModule(known: WebAssembly.Module | null): () => WebAssembly.Module | null {
  let module = known;
  const instantiate = WebAssembly.instantiate.bind(WebAssembly);
  const shared: Instantiating['instantiate'] = async (source, imports) => {
    if (module !== null) return { module, instance: await instantiate(module, imports) };
    const made = await instantiate(source as BufferSource, imports);
    module = made.module;
    return made;
  };
  (WebAssembly as Instantiating).instantiate = shared;
  return () => module;
}
