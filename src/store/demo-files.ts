import { readdirSync, readFileSync } from "node:fs";
import { type ClusterFile, readClusterFile, readTargetsFile, type TargetsFile } from "./cluster-file.ts";

const folder = new URL("../../prisma/seed/", import.meta.url);
const targetsName = "sample-targets.json";
const read = (name: string) => JSON.parse(readFileSync(new URL(name, folder), "utf8")) as unknown;

/** The demo clusters that come with the program. */
export function demoClusters(): ClusterFile[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith(".json") && name !== targetsName)
    .sort()
    .map((name) => readClusterFile(read(name)));
}

/** Invented targets for two of them. */
export const demoTargets = (): TargetsFile => readTargetsFile(read(targetsName));
