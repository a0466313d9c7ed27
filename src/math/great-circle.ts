/** A place on the earth in degrees: north and east are positive. */
export interface Place {
  readonly latitude: number;
  readonly longitude: number;
}

/** The mean radius of the earth in km (IUGG). */
const radiusKm = 6371.0088;

/** The shortest way between two places over a round earth, in km; by chords, exact for near places too. */
export function greatCircleKm(a: Place, b: Place): number {
  const [p, q] = [unitVector(a), unitVector(b)];
  const chord = Math.hypot(p[0] - q[0], p[1] - q[1], p[2] - q[2]);
  return 2 * radiusKm * Math.asin(Math.min(1, chord / 2));
}

function unitVector({ latitude, longitude }: Place): readonly [number, number, number] {
  const [north, east] = [(latitude * Math.PI) / 180, (longitude * Math.PI) / 180];
  return [Math.cos(north) * Math.cos(east), Math.cos(north) * Math.sin(east), Math.sin(north)];
}
