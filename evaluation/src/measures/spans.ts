export { spans } from '../../../src/core/spans.ts';
