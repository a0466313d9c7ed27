// The certificate as a picture: graph and spectrum side by side with the key numbers.
import type { Spec } from "./figures/figure.ts";
import { graphSpec } from "./figures/graph.ts";
import { degreesFigure } from "./figures/histogram.ts";
import { spectrumSpec } from "./figures/spectrum.ts";
import { linesOf } from "./layout.ts";
import { formatCount, formatNumber } from "./number.ts";
import { render } from "./render.ts";
import { type CertificateRecord, type GraphRecord, largestDrawing } from "./report.ts";

/** What the picture shows. */
export interface CertificatePicture {
  readonly name: string;
  readonly certificate: CertificateRecord;
  readonly topology: GraphRecord;
}

/**
 * One SVG with the graph (its degrees, where it is too large to draw), the spectrum and the key
 * numbers.
 */
export function certificatePicture(picture: CertificatePicture): Promise<string> {
  return render(pictureSpec(picture), "certificate");
}

/** The specification behind `certificatePicture`. */
export function pictureSpec({ name, certificate, topology }: CertificatePicture): Spec {
  const graph = graphPart(topology);
  const spectrum = spectrumSpec(certificate, 340);
  return {
    title: {
      text: name,
      subtitle: keyLines(certificate, topology),
      fontSize: 18,
      subtitleFontSize: 13,
      frame: "bounds",
    },
    spacing: 48,
    hconcat: [graph, ...(spectrum ? [{ ...spectrum, title: "Eigenvalues of W" }] : [])],
    resolve: { scale: { color: "independent", x: "independent", y: "independent" } },
  };
}

function graphPart(topology: GraphRecord): Spec {
  const title = `${formatCount(topology.size)} agents, ${formatCount(linesOf(topology).length)} links`;
  if (topology.size <= largestDrawing)
    return { ...graphSpec(topology, linesOf(topology), { side: 320 }), title };
  return { ...degreesFigure({ topology })!.spec, width: 340, height: 250, title };
}

// Short lines: without a canvas Vega takes text for wider than it is, and makes room for it.
function keyLines(certificate: CertificateRecord, { size }: GraphRecord): string[] {
  const part = (name: string, value: unknown, after = "") =>
    typeof value === "number" ? [`${name} = ${formatNumber(value)}${after}`] : [];
  const yes = (key: string, name: string) =>
    certificate[key] === undefined ? [] : [certificate[key] ? name : `not ${name}`];
  const lines = [
    [
      ...part("σ", certificate.sigma),
      ...part("λ₂", certificate.lambda2),
      ...part("λ_min", certificate.lambdaMin),
    ],
    [
      ...part("spectral radius of W − 11ᵀ/N", certificate.spectralRadius),
      ...part("effective neighbours", certificate.effectiveNeighbours, ` of ${size}`),
    ],
    [
      ...yes("connected", "connected"),
      ...yes("doublyStochastic", "doubly stochastic"),
      ...yes("symmetric", "symmetric"),
    ],
  ];
  return lines.filter((line) => line.length > 0).map((line) => line.join("  ·  "));
}
