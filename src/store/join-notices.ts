import type { Choice, Reply } from "../shared/messages.ts";
import type { Tx } from "./open.ts";
import type { OutboxRow } from "./outbox-rows.ts";
import { memberStillConcerned } from "./send-guard.ts";

/** More than that nobody reads in one message. */
const mostJoined = 10;
/** What `lastError` of a notice says whose words went out with another message. */
const joinedError = "joined";

interface Joining {
  /** UTF-16 units. */
  textLimit: number;
  /** The product's clock. */
  product: Date;
}

const letter = (index: number) => String.fromCharCode("a".charCodeAt(0) + index);

/** "a) …" with its buttons marked "… (a)": the same words may stand under several of them. */
function marked({ html, choices }: Reply, index: number): { html: string; choices: Choice[][] } {
  const mark = letter(index);
  return {
    html: `${mark}) ${html}`,
    choices: (choices ?? []).map((row) => row.map((each) => ({ ...each, label: `${each.label} (${mark})` }))),
  };
}

const lengthOf = ({ html, choices }: Reply): number =>
  html.length + (choices ?? []).flat().reduce((sum, { label }) => sum + label.length + 5, 0);

/** One reply of a digest, or a first notice, and the notices below it. */
function joinReplies(carrier: Reply, carrierIsNotice: boolean, notices: readonly Reply[]): Reply {
  const sections = (carrierIsNotice ? [carrier, ...notices] : notices).map(marked);
  const head = carrierIsNotice ? [] : [{ html: carrier.html, choices: carrier.choices ?? [] }];
  const all = [...head, ...sections];
  const { image, document } = carrier;
  const choices = all.flatMap((each) => each.choices);
  return {
    html: all.map((each) => each.html).join("\n\n"),
    ...(choices.length > 0 && { choices }),
    ...(image && { image }),
    ...(document && { document }),
  };
}

/**
 * The row with the notices that wait for the same address, as far as one message holds them; those are settled with it, as
 * gone out in another. Files stay apart, and so does what nobody needs to hear any more.
 */
export async function joinNotices(
  tx: Tx,
  row: OutboxRow,
  { textLimit, product }: Joining,
): Promise<OutboxRow> {
  if (row.operation !== "send" || row.uncertain > 0 || row.reply.image || row.reply.document) return row;
  const waiting = await tx.outboxMessage.findMany({
    where: {
      addressId: row.addressId,
      kind: "notice",
      operation: "send",
      state: "queued",
      uncertain: 0,
      id: { not: row.id },
    },
    orderBy: { id: "asc" },
    take: mostJoined,
  });
  const taken: { id: number; reply: Reply }[] = [];
  let length = lengthOf(row.reply);
  for (const { id, addressId, payload, guard } of waiting) {
    const condition = guard === null ? null : (JSON.parse(guard) as object);
    if (condition && !(await memberStillConcerned(tx, { addressId, guard: condition }))) continue;
    const reply = JSON.parse(payload) as Reply;
    length += lengthOf(reply) + 10;
    if (reply.image || reply.document || length > textLimit) break;
    taken.push({ id, reply });
  }
  if (taken.length === 0) return row;
  const reply = joinReplies(
    row.reply,
    row.kind === "notice",
    taken.map((each) => each.reply),
  );
  await tx.outboxMessage.update({ where: { id: row.id }, data: { payload: JSON.stringify(reply) } });
  await tx.outboxMessage.updateMany({
    where: { id: { in: taken.map((each) => each.id) } },
    data: { state: "dropped", lastError: joinedError, settledAt: product },
  });
  return { ...row, reply };
}
