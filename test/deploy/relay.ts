// The process of a relay: it takes the packets that hosts send each other (VXLAN, RFC 7348, by UDP), and
// hands each on when a line of the asked latency and bandwidth would have.
import { createSocket } from "node:dgram";
import { constants, setPriority } from "node:os";
import { Lines, type Road } from "./lines.ts";
import { fillTcpChecksum } from "./tcp-checksum.ts";

/** What a relay is told, in JSON, as its only argument. */
export interface RelayOrder {
  /** Its own address, and those of the hosts, by number. */
  readonly own: string;
  readonly hosts: readonly string[];
  readonly road: Road;
}

/** The port of VXLAN. */
const port = 4789;
/** Bytes before the Ethernet frame that a host has sent. */
const headerBytes = 8;
/**
 * Timers tick in milliseconds: what is due within half of one is handed on, so that errors have mean zero.
 */
const slackMs = 0.5;

const order: RelayOrder = JSON.parse(process.argv[2]!);
const lines = new Lines<Buffer>(order.road);
const socket = createSocket({
  type: "udp4",
  recvBufferSize: 2 ** 22,
  sendBufferSize: 2 ** 22,
  // Hosts are addresses: nothing is looked up.
  lookup: (host, _, done) => done(null, host, 4),
});
/** What it has handed on. */
const carried = { packets: 0, bytes: 0 };
let timer: NodeJS.Timeout | undefined;
let timerAt = Number.POSITIVE_INFINITY;

/** The host that a packet is for: relayed hosts have the Ethernet addresses 02:00:00:00:00:01 and so on. */
function receiverOf(packet: Buffer): number {
  return packet.readUIntBE(headerBytes, 6) - 0x02_00_00_00_00_01;
}

function handOn(): void {
  const now = performance.now();
  for (const { to, packet, bytes } of lines.due(now + slackMs)) {
    socket.send(packet, port, order.hosts[to]!);
    carried.packets++;
    carried.bytes += bytes;
  }
  const next = lines.next;
  if (next === timerAt) return;
  clearTimeout(timer);
  timerAt = next;
  if (next < Number.POSITIVE_INFINITY) {
    timer = setTimeout(
      () => {
        timerAt = Number.POSITIVE_INFINITY;
        handOn();
      },
      Math.max(1, Math.floor(next - now)),
    );
  }
}

socket.on("message", (packet, { address }) => {
  const from = order.hosts.indexOf(address);
  const to = receiverOf(packet);
  if (from < 0 || order.hosts[to] === undefined) return;
  fillTcpChecksum(packet.subarray(headerBytes));
  lines.put({ from, to, packet, bytes: packet.length - headerBytes }, performance.now());
  handOn();
});
process.once("SIGTERM", () => {
  process.stderr.write(JSON.stringify(carried), () => process.exit());
});
// A network does not wait for the processes that use it.
setPriority(constants.priority.PRIORITY_HIGHEST);
socket.bind(port, order.own, () => process.stderr.write("ready\n"));
