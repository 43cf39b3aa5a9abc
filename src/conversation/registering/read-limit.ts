import { fold } from "../../domain/vietnamese/fold.ts";

/**
 * Words before a figure that make it a limit, folded: less is better. "giảm 20%" is no limit (more is better), "giảm
 * còn 3%" is one.
 */
const limit = new RegExp(
  [
    String.raw`(?<![\p{L}\d])(?:`,
    String.raw`(?:giam\s+)?tu\s+\d[\d.,]*\s*%?\s*(?:\p{L}+\s+){0,2}(?:xuong|con)(?:\s+(?:con|duoi|muc))*`,
    String.raw`|(?:giam\s+(?:con|xuong)|ha\s+(?:con|xuong)|keo\s+giam\s+(?:con|xuong))(?:\s+(?:con|duoi|muc|khong\s+qua))*`,
    String.raw`|khong\s+(?:de\s+)?(?:vuot\s+)?qua|khong\s+de\s+xay\s+ra\s+qua|khong\s+(?:nhieu|cao)\s+hon|khong\s+vuot`,
    String.raw`|toi\s+da(?:\s+la)?|nhieu\s+nhat(?:\s+la)?|(?:con\s+)?duoi(?:\s+muc)?|(?:thap|it|nho)\s+hon`,
    String.raw`)\s+(?=\d)|(?:<=|≤|<)\s*(?=\d)`,
  ].join(""),
  "u",
);

export interface Limited {
  /** The text without the words of the limit. */
  text: string;
  direction: "higher" | "lower";
}

/** Nothing of a title: the words of signing up, or none. */
const nothingNamed = /^(?:.*(?<![a-z])(?:dang ky|dk)(?![a-z])(?:\s+(?:them|chi tieu|moi))*)?[\s:,-]*$/;

/**
 * "tỷ lệ trễ hạn giảm còn dưới 3%" → "tỷ lệ trễ hạn 3%", less is better. A limit of days ("tối đa 30/9") is none. In "giảm
 * còn dưới 5 vụ khiếu nại" the words open the title and stay.
 */
export function readLimit(text: string): Limited {
  const found = limit.exec(fold(text));
  const after = found ? text.slice(found.index + found[0].length) : "";
  if (!found || /^\d{1,2}\s*[/.-]\s*\d{1,2}(?![\d%])/.test(after)) return { text, direction: "higher" };
  const opensTitle =
    /^(?:giam|ha|keo) /.test(found[0]) && nothingNamed.test(fold(text.slice(0, found.index)));
  if (opensTitle && /\p{L}/u.test(after)) return { text, direction: "lower" };
  return { text: `${text.slice(0, found.index)}${after}`, direction: "lower" };
}
