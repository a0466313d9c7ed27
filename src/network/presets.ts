// Four networks that many readers know, each as its differences from one base. All numbers are orders of
// magnitude of ordinary equipment, to be changed member by member; none is a measurement of ours.
import type { Place } from "./link.ts";

/** A choice as a scenario writes it. */
type Choice = Readonly<Record<string, unknown>> & { readonly kind: string };

/** What a preset says, as in `network:` of a scenario. */
export interface Preset {
  readonly summary: string;
  readonly links: Readonly<Partial<Record<Place, Choice>>>;
  readonly computing?: Choice;
}

const megabitPerSecond = 125_000;

/** A wired local network, which the others differ from. */
const base: Preset = {
  summary: "a wired local network: 1 Gbit/s a peer, 0.2 ms, nothing overtakes, 1 ms a round",
  links: {
    // Gigabit Ethernet (IEEE 802.3ab), shared by all that a machine sends.
    uplink: { kind: "queue", bytesPerSecond: 1000 * megabitPerSecond },
    // Two kernels and a switch: a ping of about 0.4 ms, there and back.
    latency: { kind: "log-normal", medianMs: 0.2, spread: 0.25 },
    // Peers speak over TCP, which hands bytes on in order.
    order: { kind: "in-order" },
  },
  // One evaluation of some hundred states and actions on one core, as `npm run bench` measures it.
  computing: { kind: "constant", ms: 1 },
};

function differing({ summary, links, ...others }: Preset): Preset {
  return { ...base, ...others, summary, links: { ...base.links, ...links } };
}

export const presets = {
  ideal: { summary: "packets arrive at once, computing takes no time", links: {} },
  lan: base,
  wan: differing({
    summary: "data centres on several continents: 100 Mbit/s a peer, 50 ms, 1 in 1000 sent twice",
    links: {
      // What a rented virtual machine gets for a price that one pays sixteen times.
      uplink: { kind: "queue", bytesPerSecond: 100 * megabitPerSecond },
      // Half a ping of 100 ms, as across the Atlantic; within a continent 10 to 20, to its far side 150.
      latency: { kind: "log-normal", medianMs: 50, spread: 0.35 },
      // A loss in 1000 is ordinary between providers; TCP repeats after 200 ms at least (Linux' minimum).
      jitter: { kind: "retransmission", probability: 0.001, timeoutMs: 200 },
    },
  }),
  mobile: differing({
    summary:
      "phones on a cellular network: 10 Mbit/s up, 40 ms with a long tail, 1 in 50 sent twice, stragglers",
    links: {
      // What 4G phones upload in fair reception; one tenth of what they download.
      uplink: { kind: "queue", bytesPerSecond: 10 * megabitPerSecond },
      // Half a ping of 80 ms over the core of a cellular network; the radio's scheduling makes the tail.
      latency: { kind: "log-normal", medianMs: 40, spread: 0.6 },
      // Hand-overs and fading: what the radio's own repetitions leave over.
      jitter: { kind: "retransmission", probability: 0.02, timeoutMs: 200 },
    },
    // A phone's core is slower than a server's, and does other things too.
    computing: { kind: "shifted-exponential", leastMs: 3, meanExtraMs: 3 },
  }),
  sensor: differing({
    summary: "battery-powered radios: 250 kbit/s a peer, 10 ms, losses in bursts, packets may overtake",
    links: {
      // IEEE 802.15.4 in the 2.4 GHz band; headers and acknowledgements leave less than half of it.
      uplink: { kind: "queue", bytesPerSecond: 0.25 * megabitPerSecond },
      // Waiting for a free channel (CSMA/CA): some back-off slots of 0.3 ms, and the radio's turn-around.
      latency: { kind: "log-normal", medianMs: 10, spread: 0.5 },
      // One packet in ten in the long run, in bursts of five in the mean: a person or a microwave oven
      // between two radios stays longer than a packet.
      loss: { kind: "gilbert-elliott", worsen: 0.022, recover: 0.2 },
      // Datagrams: nothing waits for what is lost.
      order: { kind: "none" },
    },
    // A microcontroller of some hundred MHz without a floating-point unit for doubles.
    computing: { kind: "constant", ms: 100 },
  }),
} satisfies Record<string, Preset>;

export type PresetName = keyof typeof presets;

/** The names that `network.preset` takes. */
export const presetNames = Object.keys(presets) as [PresetName, ...PresetName[]];
