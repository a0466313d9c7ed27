// What every figure of a study has.
import type { Figure } from "../figures/figure.ts";

/** A figure with the finding that stands above it. */
export interface StudyFigure extends Figure {
  /** One sentence on what the data say, computed from them. */
  readonly finding: string;
}
