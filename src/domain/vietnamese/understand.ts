import { placeOf } from "./dates.ts";
import { parseIsoDay } from "./day.ts";
import { dropFuture } from "./future.ts";
import type { Context, Meaning } from "./meaning.ts";
import { cutParts } from "./parts.ts";
import { readProgress } from "./progress.ts";
import { readRegistration } from "./register.ts";
import { dropRemarks } from "./remarks.ts";
import { leadingRequest, readRequest, readWishes } from "./requests.ts";
import { scan } from "./scan.ts";

/**
 * What a message means for the sender's targets on that day. Data only: an intent, what is to be recorded or asked for,
 * or the one question to ask first. Throws a RangeError if `today` is no day.
 */
export function understand(text: string, context: Context): Meaning {
  const today = parseIsoDay(context.today);
  if (today === null) throw new RangeError(`no such day: ${context.today}`);
  const back = placeOf(today, true, context.isWorkingDay);
  const scanned = scan(text, context);
  const parts = cutParts(scanned);
  const wishes = readWishes(scanned, parts);
  return (
    readRegistration(scanned, parts, { ...back, back: false }) ??
    leadingRequest(wishes, scanned, context) ??
    readProgress(
      scanned,
      dropRemarks(scanned.message, dropFuture(scanned.message, parts, back)),
      context,
      back,
    ) ??
    readRequest(wishes, scanned, parts, context, back)
  );
}
