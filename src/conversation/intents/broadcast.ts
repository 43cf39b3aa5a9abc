import type { Intent } from "../turn.ts";
import { asHead } from "../who-may.ts";

export const broadcast: Intent = {
  commands: { thongbao: (turn) => asHead(turn, async () => undefined) },
  presses: { broadcast: (turn) => asHead(turn, async () => undefined) },
};
