import { ofBase85 } from '../../core/base85.ts';

/** A part of ui.html, gzipped in base 85. */
export const unpack = (text: string): Response =>
  new Response(new Blob([ofBase85(text)]).stream().pipeThrough(new DecompressionStream('gzip')));
