import type { MessageEntity } from "grammy/types";

const MARKS: Partial<Record<MessageEntity["type"], [string, string]>> = {
  bold: ["*", "*"],
  italic: ["_", "_"],
  underline: ["__", "__"],
  strikethrough: ["~", "~"],
  spoiler: ["||", "||"],
  code: ["`", "`"],
  pre: ["```\n", "\n```"],
  blockquote: ["> ", ""],
  expandable_blockquote: [">> ", ""],
};

/** Text with its entities written as plain marks, for people reading a test's output. */
export function renderText(text: string, entities: readonly MessageEntity[]): string {
  const inserts: { at: number; order: number; mark: string }[] = [];
  joined(entities).forEach((entity, index) => {
    const end = entity.offset + entity.length;
    const [open, close] =
      entity.type === "text_link" ? ["[", `](${entity.url})`] : (MARKS[entity.type] ?? ["", ""]);
    inserts.push(
      { at: entity.offset, order: index, mark: open },
      { at: end, order: -1 - index, mark: close },
    );
  });
  inserts.sort((a, b) => a.at - b.at || a.order - b.order);
  let out = "";
  let from = 0;
  for (const { at, mark } of inserts) {
    out += text.slice(from, at) + mark;
    from = at;
  }
  return out + text.slice(from);
}

/** Touching entities of one kind as one: the server cuts them at the borders of links and the like. */
function joined(entities: readonly MessageEntity[]): MessageEntity[] {
  const out: MessageEntity[] = [];
  for (const entity of entities) {
    const before = out.find((e) => e.type === entity.type && e.offset + e.length === entity.offset);
    if (before && MARKS[entity.type]) before.length += entity.length;
    else out.push({ ...entity });
  }
  return out;
}
