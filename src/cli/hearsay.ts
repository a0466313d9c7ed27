#!/usr/bin/env node
// Where the program begins: Node keeps what it makes of all other modules, so that it begins in half the time
// from then on. Nothing else is imported here, because that would be loaded before.
import { enableCompileCache } from "node:module";
import "./lean.ts";

enableCompileCache();
await import("./program.ts");
