// Hears every packet that peers give to their real networks.
import type { Libp2pNetwork } from "../../../src/network/libp2p/libp2p-network.ts";
import type { Packet } from "../../../src/network/network.ts";

/** Calls `onSend` for every packet that one of the networks is given. */
export function tapped(
  networks: readonly Libp2pNetwork[],
  onSend: (from: number, packet: Packet) => void,
): void {
  networks.forEach((network, id) => {
    const send = network.send.bind(network);
    network.send = (to, packet) => {
      onSend(id, packet);
      send(to, packet);
    };
  });
}
