import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { only, startTalk, type Talk } from "../support/talk.ts";

let talk: Talk;
beforeEach(async () => {
  talk = await startTalk();
});
afterEach(() => talk.stop());

const head = () => talk.person("HN", "focalOfficial");

describe("invites", () => {
  it("offers to invite an operator to operators alone", async () => {
    await head().says("/donvi");
    expect(only(await head().presses("Cấp mã mời")).buttons).not.toContain("Người vận hành");
    await talk.store.db.role.updateMany({
      where: { person: { displayName: { not: "" } }, unit: { shortName: "SNV Hà Nội" } },
      data: { code: "operator", unitId: null },
    });
    await head().says("/donvi");
    expect(only(await head().presses("Cấp mã mời")).buttons).toContain("Người vận hành");
  });
});
