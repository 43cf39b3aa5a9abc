import { targetCode } from "../../domain/target.ts";
import { codeAt } from "../../domain/vietnamese/codes.ts";
import { tokenize } from "../../domain/vietnamese/tokens.ts";
import type { Target } from "../../store/generated/sqlite/client.ts";

/** The codes a message names that the unit does not have: "ct9 80%" of a unit with CT1 to CT6. */
export function unknownCodes(text: string, targets: readonly Target[]): string[] {
  const message = tokenize(text);
  const own = new Set(targets.map((each) => targetCode(each.number)));
  const found = new Set<string>();
  for (let at = 0; at < message.tokens.length; at += 1) {
    const known = codeAt(message, at, (code) => own.has(code));
    if (!known || known.codes.length > 0) continue;
    const code = codeAt(message, at, () => true)?.codes[0];
    if (code && !own.has(code)) found.add(code);
  }
  return [...found];
}
