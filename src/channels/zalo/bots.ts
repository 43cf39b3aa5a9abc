import { createHash } from "node:crypto";
import type { Client } from "./client.ts";

/** One bot of the list. A chat belongs to the bot it was written to, so its address names both. */
export interface Bot {
  /** The part of the token before the colon: it outlives a reset of the token. No secret. */
  key: string;
  client: Client;
  /** What people may call it in a group; known once Zalo has said so, and until then no part of a text is taken for it. */
  names: string[];
  /** What people find it by; null until Zalo has said so. */
  displayName: string | null;
}

const groupMark = "group:";

export function botKeyOf(token: string): string {
  const [, key] = /^(\w+):/.exec(token) ?? [];
  return key ?? createHash("sha256").update(token).digest("hex").slice(0, 12);
}

/** Zalo's ids do not tell a group from a person, so the address does. */
export const privateAddress = (botKey: string, zaloId: string): string => `${botKey}:${zaloId}`;
export const groupAddress = (botKey: string, zaloId: string): string => `${botKey}:${groupMark}${zaloId}`;

interface Place {
  botKey: string;
  zaloId: string;
  isGroup: boolean;
}

export function readAddress(address: string): Place {
  const colon = address.indexOf(":");
  const rest = address.slice(colon + 1);
  const isGroup = rest.startsWith(groupMark);
  return {
    botKey: address.slice(0, Math.max(colon, 0)),
    zaloId: isGroup ? rest.slice(groupMark.length) : rest,
    isGroup,
  };
}
