// A seed that a kind draws from is read while it builds: what is built later than that, a study takes for
// the same under every seed.
import { demand } from "./law.ts";

/** The statement, for topologies, rules and worlds alike. */
export const readsSeedEarly = "a seed that is read at all is read by `build`";

/**
 * Builds with a context that notes when its seed is read, then uses what was built.
 * @throws LawError where the first reading comes after `build`
 */
export function demandEarlySeed<Context extends { readonly seed: number }, Product>(
  context: Context,
  build: (context: Context) => Product,
  use: (product: Product) => void,
): void {
  let read = false;
  let isBuilt = false;
  const { seed } = context;
  const noting = Object.defineProperty({ ...context }, "seed", {
    enumerable: true,
    get() {
      demand(read || !isBuilt, "the seed is first read when the product is used");
      read = true;
      return seed;
    },
  });
  const product = build(noting);
  isBuilt = true;
  use(product);
}
