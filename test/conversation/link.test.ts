import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { only, type Phone, startTalk, type Talk } from "../support/talk.ts";

let talk: Talk;
let officer: Phone;
let second: Phone;

beforeEach(async () => {
  talk = await startTalk();
  officer = talk.person("VP", "focalOfficial");
  second = talk.phone("newcomer-1");
});
afterEach(() => talk.stop());

const codeOf = async (text: string) => /LIENKET (\d{6})/.exec(only(await officer.says(text)).text)?.[1] ?? "";

describe("a second chat of the same person", () => {
  it("is theirs with all that they may do; what starts from us comes to one of the two", async () => {
    expect(only(await officer.says("liên kết zalo")).text).toBe(
      "Trợ lý Thi đua ở đây chưa được kết nối với Zalo. Đồng chí hỏi người quản trị nếu cần dùng.",
    );
    expect(only(await second.says("liên kết zalo")).text).toContain("Ở đây đồng chí chưa tham gia.");
    const [linked, next] = await second.says(`mã liên kết ${await codeOf("/lienket")}`);
    expect(linked?.text).toContain(
      "Đã liên kết trang web này với tài khoản của đồng chí: cán bộ đầu mối, Sở Nội vụ Vĩnh Phúc.\nĐồng chí nhắn ở đây hay ở trang web 1 đều như nhau.",
    );
    expect(next?.buttons).toContain("Báo tiến độ");
    expect((await officer.sees()).at(-1)?.buttons).toEqual(["Gỡ trang web"]);

    await officer.says("CT3 85%");
    expect((await second.says("hoàn tác")).at(-1)?.text).toContain("CT3");
    await talk.clock.to("2019-06-13T08:00");
    expect((await second.sees()).at(-1)?.text).toContain("Việc thi đua hôm nay");
    expect((await officer.sees()).filter((each) => each.text.includes("Việc thi đua hôm nay"))).toEqual([]);
    await officer.says("/chitieu");
    await talk.clock.to("2019-06-17T08:00");
    expect((await officer.sees()).at(-1)?.text).toContain("Việc thi đua hôm nay");
    expect(only(await officer.says("/nhacviec")).buttons.at(-1)).toBe("Nơi nhận tin");
    const actions = await talk.store.db.auditEntry.findMany({ where: { action: { contains: "ink" } } });
    expect(actions.map((each) => each.action)).toEqual(["askLinkCode", "linkAddress"]);
  });

  it("is removed by its person alone, from either side", async () => {
    await second.says(await codeOf("/lienket"));
    const own = await talk.store.db.address.findFirstOrThrow({ where: { externalId: "newcomer-1" } });
    // Somebody else, with a button that nobody gave them.
    const other = talk.person("HN", "focalOfficial");
    const { id } = only(await other.says("/trogiup"));
    const forged = [[{ label: "Gỡ", data: `link:drop:${own.id}` }]];
    await talk.store.transaction((tx) =>
      tx.webMessage.update({ where: { id }, data: { buttons: JSON.stringify(forged) } }),
    );
    expect(only(await other.presses("Gỡ")).text).toBe("Địa chỉ này không còn thuộc tài khoản của đồng chí.");
    expect(
      (await talk.store.db.address.findUniqueOrThrow({ where: { id: own.id } })).personId,
    ).not.toBeNull();

    expect(only(await second.says("/riengtu")).buttons).toContain("Nơi nhận tin");
    await second.presses("Nơi nhận tin");
    expect(only(await second.presses("Gỡ trang web 2")).text).toContain("nơi đồng chí đang trò chuyện");
    expect(only(await second.presses("Không gỡ")).text).toBe("Vâng, tôi giữ nguyên.");
    expect(only(await second.presses("Đồng ý, gỡ trang web 2")).text).toContain(
      "Trang web 2 này đã được gỡ khỏi tài khoản của đồng chí.",
    );
    expect((await officer.sees()).at(-1)?.text).toBe(
      "Đã gỡ trang web 2 khỏi tài khoản của đồng chí. Muốn dùng lại: /lienket",
    );
    expect(only(await second.says("/diachi")).text).toContain("Ở đây đồng chí chưa tham gia.");
    await officer.says("/diachi");
    expect((await officer.sees()).at(-1)?.buttons).toEqual(["Liên kết thêm kênh"]);
  });
});
