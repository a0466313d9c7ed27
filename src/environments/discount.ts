import { z } from "zod";

/** The option that every world of MDPs takes: the discount γ in [0, 1), with a world's own default. */
export const discountBy = (usual: number) =>
  z.number().min(0).lt(1).default(usual).describe("discount γ of future rewards, 0 ≤ γ < 1");

/** The discount where nothing speaks for another one. */
export const discountOption = discountBy(0.99);
