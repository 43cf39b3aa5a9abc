import { fold, normalize } from "../../domain/vietnamese/fold.ts";
import { type ReadDraft, type ReadingPlace, readDraft } from "./read-draft.ts";

export interface ReadLine extends ReadDraft {
  text: string;
}

/** More rows than any table seen; a longer paste is cut by the limit on a message anyway. */
const mostLines = 100;

const bullet =
  /^\s*(?:(?:\d{1,3}|[a-zđ]|[ivx]{1,4})\s*[.)]\s+|\d{1,3}\s*[/-]\s+|[-–—•+*●▪]\s*|CT\s*\d{1,3}\s*[:.)-]?\s+)/i;
const headingWords =
  /^(?:(?:kinh gui|danh sach|bang|phu luc|so lieu)\b|(?:em |toi |don vi )?(?:xin )?(?:dang ky|dk|giao uoc)\b[^:]*:?\s*$|(?:tt|stt)\b)/;
const columnHeads = /(?:noi dung|chi tieu|ten).*(?:ke hoach|dvt|don vi tinh|han|thoi gian)/;

/** A line out of a table: number, title, measure, plan, due day, in cells. */
function fromCells(cells: string[]): string {
  const filled = cells.map((cell) => cell.trim()).filter(Boolean);
  if (filled.length > 1 && /^\d{1,3}[.)]?$/.test(filled[0] ?? "")) filled.shift();
  const [title = "", ...rest] = filled;
  const isDay = (cell: string) =>
    /^\d{1,2}[/.-]\d{1,2}(?:[/.-]\d{2,4})?$/.test(cell) || /quy|thang|nam|han|truoc/.test(fold(cell));
  const due = rest.find(isDay);
  const figures = rest.filter((cell) => cell !== due && /\d/.test(cell));
  const measure = rest.find((cell) => cell !== due && !/\d/.test(cell));
  const figure = figures[0];
  const plan =
    figure === undefined
      ? ""
      : /\p{L}|%/u.test(figure)
        ? figure
        : `${figure}${measure === "%" ? "%" : measure ? ` ${measure}` : ""}`;
  const deadline = due === undefined ? "" : /\p{L}/u.test(due) ? due : `hạn ${due}`;
  return [`${title}${plan ? `: ${plan}` : ""}`, deadline].filter(Boolean).join(", ");
}

const isHeading = (line: string, isFirst: boolean) => {
  const folded = fold(line).trim();
  if (columnHeads.test(folded) && !/\d{2,}/.test(folded.replace(/\b20\d\d\b/g, ""))) return true;
  if (headingWords.test(folded)) return true;
  return isFirst && folded.endsWith(":");
};

/**
 * A pasted list, one target a line, also out of a table (cells by tabs, | or ;). Null unless two or more lines read as
 * targets.
 */
export function readList(raw: string, place: ReadingPlace): ReadLine[] | null {
  const lines = raw.split(/\r\n?|[\n\u2028\u2029\u0085]/).filter((line) => /\p{L}/u.test(line));
  if (lines.length < 2) return null;
  const read: ReadLine[] = [];
  for (const [index, line] of lines.entries()) {
    const cells = line.split(/\t|\s*\|\s*/).filter((cell) => cell.trim());
    const text = normalize(cells.length > 1 ? fromCells(cells) : line)
      .trim()
      .replace(bullet, "")
      .replace(/[;.]+$/, "")
      .trim();
    if (!text || (index < 3 && isHeading(normalize(line).trim(), index === 0))) continue;
    // "Đăng ký chỉ tiêu: mở 2 lớp" may stand before the first of them.
    read.push({ text, ...readDraft(text, place) });
    if (read.length === mostLines) break;
  }
  return read.filter((line) => line.draft.title !== null).length >= 2 ? read : null;
}
