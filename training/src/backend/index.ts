/** The tfjs backends that a training run can use. One is chosen by name; nothing falls back silently. */
import * as tf from '@tensorflow/tfjs';
import { installFastFilterGradient } from './cpu.ts';
import { installTorch, type TorchOptions } from './torch.ts';

export const BACKENDS = ['torch', 'torch-cuda', 'node-gpu', 'node', 'cpu'] as const;

/** Loads an optional package by name; the name is a value so that bundlers leave it alone. */
async function load(name: string, backend: string): Promise<void> {
  try {
    await import(name);
  } catch (error) {
    throw new Error(
      `backend ${backend}: expected the package ${name}, but it does not load (${(error as Error).message.split('\n')[0]}); README.md says how to install it`,
    );
  }
}

/**
 * Makes `name` tfjs's backend and checks that it is the one in force.
 * - torch, torch-cuda: libtorch through native/torch_backend.node (CPU or CUDA build)
 * - node-gpu, node: @tensorflow/tfjs-node-gpu and tfjs-node, installed by the maintainer
 * - cpu: plain JavaScript; far too slow to train, right for tiny tests
 * @throws Error when the backend is unknown, missing, or tfjs settled on another
 */
export async function useBackend(name: string, options: TorchOptions = {}): Promise<void> {
  if (!(BACKENDS as readonly string[]).includes(name))
    throw new Error(`--backend: expected one of ${BACKENDS.join(', ')}, got ${name}`);
  let expected = name;
  if (name === 'torch' || name === 'torch-cuda') {
    installTorch({ ...options, cuda: name === 'torch-cuda' });
    expected = 'torch';
  } else if (name === 'node' || name === 'node-gpu') {
    await load(`@tensorflow/tfjs-${name}`, name);
    expected = 'tensorflow';
  } else installFastFilterGradient();
  const accepted = await tf.setBackend(expected);
  await tf.ready();
  if (!accepted || tf.getBackend() !== expected)
    throw new Error(`--backend: expected ${expected} to start, but tfjs is on ${tf.getBackend()}`);
}
