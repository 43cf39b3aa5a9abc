import type { Temporal } from "temporal-polyfill";
import { z } from "zod";
import { targetCode } from "../../domain/target.ts";
import type { Log } from "../../shared/log.ts";
import type { Inbound } from "../../shared/messages.ts";
import type { Say } from "../../shared/say.ts";
import { openDialogueOf } from "../../store/dialogues.ts";
import type { Address } from "../../store/generated/sqlite/client.ts";
import { insertInbound } from "../../store/inbox.ts";
import type { Store, Tx } from "../../store/open.ts";
import { activeSeat } from "../../store/seat.ts";
import { targetsOfUnit } from "../../store/targets.ts";
import { findUploadLink, isUploadKey, type UploadLink, useUploadLink } from "../../store/upload-links.ts";
import { asDate } from "../days.ts";
import type { Services } from "../turn.ts";
import { inspectFile } from "./check-file.ts";

/** How many files go in at once, and bytes of each. */
export const mostFiles = 10;
export const largestFile = 20 * 1024 * 1024;

/** A link that opens nothing (any more), or one that does: who it is for, and which targets, when they are known. */
export type Offer =
  | { state: "used" | "expired" | "unknown"; say: Say }
  | { state: "open"; say: Say; person: string; unit: string; targets: string[] };

export interface UploadedFile {
  name: string;
  bytes: Uint8Array;
}

export type Handed =
  | Exclude<Offer, { state: "open" }>
  | { state: "taken"; say: Say; accepted: string[]; refused: { name: string; why: string }[] };

/** What the upload page needs: it shows an offer, and hands in what is chosen there, once. */
export interface Uploads {
  offer(key: string): Promise<Offer>;
  /** Nothing is used up as long as nothing is accepted. */
  handIn(key: string, files: UploadedFile[]): Promise<Handed>;
}

interface UploadParts {
  store: Store;
  services: Services;
  now(): Temporal.Instant;
  log: Log;
  /** Has a message handled that may lie in the inbox already. */
  receive(inbound: Inbound): Promise<void>;
}

type Opened = Offer & { found?: { link: UploadLink; address: Address; name: string } };

const awaited = z.object({ targetIds: z.array(z.number()) });

/** A name as it may stand in a message: no path, no control characters, not endless. */
const tidied = (name: string): string =>
  (name.replace(/[\\/\p{Cc}\p{Cf}]+/gu, " ").trim() || "tep").slice(-150).replace(/^[\uDC00-\uDFFF]/, "");

/** Documents that come in by a page go the way of a file in the chat: into its inbox, and on from there. */
export function createUploads({ store, services, now, log, receive }: UploadParts): Uploads {
  const { locales, files } = services;

  async function open(tx: Tx, key: string): Promise<Opened> {
    const found = await findUploadLink(tx, key, asDate(now()));
    if (found.state === "unknown") return { state: "unknown", say: locales.say("vi") };
    const { link } = found;
    const person = await tx.person.findUnique({ where: { id: link.personId } });
    const address = await tx.address.findUnique({ where: { id: link.addressId } });
    const calendarYear = now().toZonedDateTimeISO(services.timeZone).year;
    const seat = person && !person.erasedAt ? await activeSeat(tx, person, calendarYear) : null;
    // The address went over to somebody else, or the person holds no role any more.
    if (!person || !address || address.personId !== person.id || !seat?.unit)
      return { state: "unknown", say: locales.say("vi") };
    const form = seat.year.addressForm === "anhChi" ? "anhChi" : "dongChi";
    const say = locales.say(person.language === "en" ? "en" : "vi", form, seat.cluster.kind);
    if (found.state !== "open") return { state: found.state, say };
    const dialogue = await openDialogueOf(tx, `person:${person.id}`);
    const ids = dialogue?.kind === "evidenceFor" ? awaited.safeParse(dialogue.state).data?.targetIds : [];
    const targets = ids?.length ? await targetsOfUnit(tx, seat.year.id, seat.unit.id) : [];
    return {
      state: "open",
      say,
      person: person.displayName,
      unit: seat.unit.name,
      targets: targets
        .filter((each) => ids?.includes(each.id))
        .map((each) => `${targetCode(each.number)} ${each.title}`),
      found: { link, address, name: person.displayName },
    };
  }

  const inboundOf = (
    { link, address, name }: NonNullable<Opened["found"]>,
    file: Extract<Inbound["content"], { kind: "file" }>["file"],
    album: string | null,
  ): Inbound => ({
    channel: address.channel as Inbound["channel"],
    externalId: `upload:${link.id}:${file.sha256 ?? ""}`,
    chat: {
      id: address.externalId,
      kind: "private",
      title: address.title,
      ...(address.bot === "" ? {} : { bot: address.bot }),
    },
    sender: { id: address.externalId, name },
    sentAt: now().toString(),
    replyTo: null,
    content: { kind: "file", file, caption: "", album },
  });

  /** Guesses are turned away by a look that holds nobody up. */
  const openKnown = async (key: string): Promise<Opened> =>
    (await isUploadKey(store.db, key))
      ? store.transaction((tx) => open(tx, key))
      : { state: "unknown", say: locales.say("vi") };

  return {
    offer: openKnown,

    async handIn(key, given) {
      const offer = await openKnown(key);
      if (offer.state !== "open" || !offer.found) return offer as Exclude<Offer, { state: "open" }>;
      const { say, found } = offer;
      const accepted: string[] = [];
      const refused: { name: string; why: string }[] = [];
      const inbounds: Inbound[] = [];
      const album = given.length > 1 ? `upload:${found.link.id}` : null;
      for (const [at, { name, bytes }] of given.entries()) {
        const fileName = tidied(name);
        const read = bytes.length > largestFile ? null : inspectFile(bytes, fileName, "");
        if (at >= mostFiles)
          refused.push({ name: fileName, why: say.plain("upload:page.tooMany", { most: mostFiles }) });
        else if (read === null) refused.push({ name: fileName, why: say.plain("upload:page.whyNot.tooBig") });
        else if ("refused" in read)
          refused.push({ name: fileName, why: say.plain(`upload:page.whyNot.${read.refused}`) });
        else {
          const { kind, mediaType } = read.type;
          const sha256 = await files.put(bytes);
          accepted.push(fileName);
          const known = { ref: sha256, mediaType, fileName, size: bytes.length, sha256 };
          inbounds.push(inboundOf(found, { kind: kind === "image" ? "photo" : "document", ...known }, album));
        }
      }
      const [first] = inbounds;
      if (!first) return { state: "taken", say, accepted, refused };
      // Used up and kept at once, or neither.
      const state = await store.transaction(async (tx) => {
        const again = await findUploadLink(tx, key, asDate(now()));
        if (again.state !== "open" || !(await useUploadLink(tx, found.link.id, asDate(now()))))
          return again.state === "expired" ? "expired" : "used";
        for (const inbound of inbounds) await insertInbound(tx, inbound, asDate(now()));
        return "taken";
      });
      if (state !== "taken") return { state, say };
      await receive(first).catch((error: unknown) =>
        log.error(
          { error, link: found.link.id },
          "what was handed in lies in the inbox and is handled later",
        ),
      );
      return { state, say, accepted, refused };
    },
  };
}
