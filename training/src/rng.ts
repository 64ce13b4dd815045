export { Rng } from '../../src/core/random.ts';
