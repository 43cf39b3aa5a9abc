import { Temporal } from "temporal-polyfill";
import { describe, expect, it } from "vitest";
import { askedTime } from "../../src/conversation/asked-time.ts";

const ask = (text: string, today = "2019-06-12", year = 2019) => {
  const time = askedTime(text, Temporal.PlainDate.from(today), year);
  if (time.kind === "day") return time.day.toString();
  if (time.kind === "month") return time.month;
  if (time.kind === "period") return `${time.from}/${time.to}`;
  return time.kind;
};

describe("the time a question is about", () => {
  it.each([
    ["xếp hạng", "none"],
    ["xếp hạng ngày 31/3", "2019-03-31"],
    ["xep hang thang 5", "2019-05"],
    ["xếp hạng 31/3", "2019-03-31"],
    ["xếp hạng hôm qua", "2019-06-11"],
    ["xếp hạng tháng trước", "2019-05"],
    ["xếp hạng quý 1", "2019-01-01/2019-03-31"],
    // Not yet there, rather than a year ago.
    ["xếp hạng tháng 7", "2019-07"],
    ["xếp hạng ngày 30/9", "2019-09-30"],
    // A year that was said is that year.
    ["xếp hạng tháng 7/2018", "2018-07"],
    // Places and ranks are no days.
    ["đơn vị nào đứng thứ ba", "none"],
    ["hạng 4/11 là đúng chưa", "none"],
    ["đơn vị mình xếp thứ mấy tháng 4", "2019-04"],
    ["xếp hạng ngày 31/2", "unclear"],
    ["xếp hạng tháng 3 và tháng 4", "unclear"],
  ])("%s", (text, expected) => {
    expect(ask(text)).toBe(expected);
  });

  it("keeps to the past when the year has just begun", () => {
    expect(ask("xếp hạng tháng 12", "2020-01-10", 2019)).toBe("2019-12");
    expect(ask("xếp hạng hôm qua", "2020-01-01", 2020)).toBe("2019-12-31");
  });
});
