import { type Address, type Person, Prisma } from "./generated/sqlite/client.ts";
import type { Tx } from "./open.ts";

type Place = Pick<Address, "id" | "channel" | "externalId" | "unreachableSince">;
/** Whom to reach, with every private address of theirs. */
type Reached<Where extends Place = Address> = Pick<Person, "id" | "preferredChannel"> & {
  addresses: readonly Where[];
};

const chatOf = ({ channel, externalId }: Place): string => `${channel}:${externalId}`;

/** The inbox row that came last from each chat; a chat that never wrote is left out. */
async function lastWritten(tx: Tx, chats: string[]): Promise<Map<string, number>> {
  const found = new Map<string, number>();
  for (let from = 0; from < chats.length; from += 500) {
    const rows = await tx.$queryRaw<{ chat: string; last: number | bigint }[]>`
      SELECT "chat", MAX("id") AS "last" FROM "InboxMessage"
      WHERE "state" IN ('new', 'done', 'dead') AND "chat" IN (${Prisma.join(chats.slice(from, from + 500))})
      GROUP BY "chat"`;
    for (const { chat, last } of rows) found.set(chat, Number(last));
  }
  return found;
}

/**
 * Where each person would be reached, best first: what can be reached before what cannot, then the channel they chose, then
 * where they wrote last, then the newest address. The one rule for everything that starts from us.
 */
export async function addressesByPreference<Where extends Place>(
  tx: Tx,
  people: readonly Reached<Where>[],
): Promise<Map<number, Where[]>> {
  const several = people.filter((each) => each.addresses.length > 1);
  const written = await lastWritten(
    tx,
    several.flatMap((each) => each.addresses.map(chatOf)),
  );
  return new Map(
    people.map(({ id, preferredChannel, addresses }) => {
      const rank = (address: Where): number[] => [
        address.unreachableSince === null ? 0 : 1,
        address.channel === preferredChannel ? 0 : 1,
        -(written.get(chatOf(address)) ?? 0),
        -address.id,
      ];
      return [id, [...addresses].sort((one, other) => compare(rank(one), rank(other)))];
    }),
  );
}

const rankOf = (place: Prisma.Sql) => Prisma.sql`(
  CASE WHEN ${place}."unreachableSince" IS NULL THEN 0 ELSE 1 END,
  CASE WHEN ${place}."channel" = p."preferredChannel" THEN 0 ELSE 1 END,
  -COALESCE((SELECT MAX(i."id") FROM "InboxMessage" i WHERE i."state" IN ('new', 'done', 'dead')
    AND i."chat" = ${place}."channel" || ':' || ${place}."externalId"), 0),
  -${place}."id")`;

/** The same rule for a statement: a is the address where its person p is reached now. Most have one, and nothing is compared. */
export const isPreferredAddress = Prisma.sql`a."kind" = 'private' AND NOT EXISTS (
  SELECT 1 FROM "Address" b WHERE b."personId" = a."personId" AND b."kind" = 'private' AND b."id" <> a."id"
    AND ${rankOf(Prisma.raw("b"))} < ${rankOf(Prisma.raw("a"))})`;

/** The address where one person is reached now; null when they have none. */
export async function preferredAddress(tx: Tx, personId: number): Promise<Address | null> {
  const person = await tx.person.findUnique({
    where: { id: personId },
    include: { addresses: { where: { kind: "private" } } },
  });
  return (person && (await addressesByPreference(tx, [person])).get(personId)?.[0]) ?? null;
}

function compare(one: number[], other: number[]): number {
  for (const [index, value] of one.entries()) {
    const difference = value - (other[index] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}
