// What the module exports. math/simd.ts loads it; `npm run simd` compiles it.
export { eliminate } from "./elimination";
export { assemble, enterPair, leave } from "./evaluation";
export { fractionalPowers } from "./exponential";
export { softmaxRows } from "./softmax";

/** The first address that is the user's. */
export const free = __heap_base;
