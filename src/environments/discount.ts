import { z } from "zod";

/** The option that every world of MDPs takes: the discount γ in [0, 1). */
export const discountOption = z
  .number()
  .min(0)
  .lt(1)
  .default(0.99)
  .describe("discount γ of future rewards, 0 ≤ γ < 1");
