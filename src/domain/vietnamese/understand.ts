import type { Place } from "./date-resolve.ts";
import { placeOf } from "./dates.ts";
import { parseIsoDay } from "./day.ts";
import { doubtUnexplained } from "./explained.ts";
import { dropFuture } from "./future.ts";
import type { Ask, Context, Meaning, Progress } from "./meaning.ts";
import { cutParts, type Part } from "./parts.ts";
import { readProgress } from "./progress.ts";
import { readRegistration } from "./register.ts";
import { dropRemarks } from "./remarks.ts";
import { leadingRequest, readRequest, readWishes } from "./requests.ts";
import { type About, type Scan, scan } from "./scan.ts";

function placeToday({ today, isWorkingDay }: Context): Place {
  const day = parseIsoDay(today);
  if (day === null) throw new RangeError(`no such day: ${today}`);
  return placeOf(day, true, isWorkingDay);
}

const reported = (scanned: Scan, parts: readonly Part[], context: Context, back: Place) =>
  readProgress(
    scanned,
    doubtUnexplained(
      scanned.message,
      dropRemarks(scanned.message, dropFuture(scanned.message, parts, back)),
      context.targets,
    ),
    context,
    back,
  );

/**
 * What a message reports on the target that the dialogue is about, which it need not name; `null` if it reports nothing.
 * Throws a RangeError if `today` is no day.
 */
export function understandAbout(text: string, about: About, context: Context): Progress | Ask | null {
  const scanned = scan(text, context, about);
  return reported(scanned, cutParts(scanned), context, placeToday(context));
}

/**
 * What a message means for the sender's targets on that day. Data only: an intent, what is to be recorded or asked for,
 * or the one question to ask first. Throws a RangeError if `today` is no day.
 */
export function understand(text: string, context: Context): Meaning {
  const back = placeToday(context);
  const scanned = scan(text, context);
  const parts = cutParts(scanned);
  const wishes = readWishes(scanned, parts);
  return (
    readRegistration(scanned, parts, { ...back, back: false }) ??
    leadingRequest(wishes, scanned, context) ??
    reported(scanned, parts, context, back) ??
    readRequest(wishes, scanned, parts, context, back)
  );
}
