import { existsSync } from 'node:fs';
import { defineConfig } from 'vitest/config';

// The libtorch addon is built on machines that train (README.md); its parity can only be tested there.
const built = existsSync(new URL('native/torch_backend.node', import.meta.url));
if (!built) console.log('training/native/torch_backend.node is not built: test/torch.test.ts is left out');

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    exclude: built ? [] : ['test/torch.test.ts'],
    testTimeout: 300_000,
    hookTimeout: 300_000,
    fileParallelism: false,
  },
});
