// Where DeEPCA's combiner settles. Near the end the next proposal of every agent is its tracker, so that
// T' = W (2 T − T of the round before): along an eigenvector of W with eigenvalue w a disagreement obeys
//
//   λ² = w (2λ − 1)
//
// and dies out where both roots lie inside the unit circle. For real w that is −1/3 < w < 1; of complex w
// near 1 hardly any will do, lazy or not, so that a directed ring is no place for it.
import { type Complex, modulus } from "../../math/dense-spectrum.ts";
import type { Certificate } from "../../mixing/certificate.ts";

/** Eigenvalues are known to about so much. */
const rounding = 1e-9;

/**
 * By how much the condition of Schur and Cohn for λ² − 2wλ + w, 2 |w| |1 − w| < 1 − |w|², fails: below 0
 * where both roots lie inside the unit circle, 0 where one lies on it.
 */
export function excess(w: Complex): number {
  return 2 * modulus(w) * modulus({ re: 1 - w.re, im: w.im }) - (1 - modulus(w) ** 2);
}

/** One sentence where some disagreement never dies out, as far as the spectrum of one W is known. */
export function settlingNotes(algorithm: string, certificate: Certificate): readonly string[] {
  const { connected, doublyStochastic, window, gossipRounds, lambdaMin, spectrum } = certificate;
  if (!connected || !doublyStochastic || window > 1) return [];
  const modes =
    lambdaMin === null ? ((spectrum ?? []) as readonly Complex[]).slice(1) : realMode(lambdaMin);
  const rounds = modes.map((w) => power(w, gossipRounds));
  const [worst] = rounds.sort((a, b) => excess(b) - excess(a));
  if (worst === undefined || excess(worst) < -rounding) return [];
  const each = gossipRounds > 1 ? ` over ${gossipRounds} exchanges` : "";
  return lambdaMin === null
    ? [
        `eigenvalue${each} ${worst.re.toFixed(3)} ± ${Math.abs(worst.im).toFixed(3)}i: ${algorithm} stops ` +
          "short of agreement; it needs symmetric weights, with the option lazy",
      ]
    : [
        `lambdaMin${each} ${worst.re.toFixed(3)}: ${algorithm} stops short of agreement at −1/3 or below; ` +
          "the option lazy raises it",
      ];
}

/** Of a symmetric W none but a smallest eigenvalue below 0 can be at fault. */
function realMode(lambdaMin: number): readonly Complex[] {
  return lambdaMin < 0 ? [{ re: lambdaMin, im: 0 }] : [];
}

function power(w: Complex, exponent: number): Complex {
  let [re, im] = [w.re, w.im];
  for (let k = 1; k < exponent; k++) [re, im] = [re * w.re - im * w.im, re * w.im + im * w.re];
  return { re, im };
}
