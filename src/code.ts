import { main } from './sandbox/main.ts';

main();
