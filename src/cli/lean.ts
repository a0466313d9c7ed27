// Imported before all else: a peer keeps the space of young objects as small as it is when a process begins.
// Left alone it grows with the loading of modules already, and a peer has tens of MB more.
import { setFlagsFromString } from "node:v8";

// A process that runs takes no largest size any more, but V8 looks at the factor whenever space is to grow.
if (process.argv[2] === "peer") setFlagsFromString("--semi-space-growth-factor=1");
