import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startZaloTalk, textOf, type ZaloPhone, type ZaloSeen, type ZaloTalk } from "../support/zalo-talk.ts";

/** One chat, one story: each test goes on where the one before it ended. */
describe("numbered lists in a chat without buttons", () => {
  let talk: ZaloTalk;
  let an: ZaloPhone;
  let binh: ZaloPhone;
  beforeAll(async () => {
    talk = await startZaloTalk();
    an = await talk.official("An", "Sở Nội vụ Vĩnh Phúc");
    binh = await talk.official("Bình", "Sở Nội vụ Hà Nội");
  });
  afterAll(() => talk.stop());

  const codeIn = (messages: ZaloSeen[]) => /Trả lời 1 hoặc (K\d+) 1:/.exec(textOf(messages))?.[1] ?? "";
  const undone = async () => await talk.store.db.progressEntry.count({ where: { voidedAt: { not: null } } });
  const confirmed = () => talk.store.db.broadcastReceipt.count({ where: { acknowledgedAt: { not: null } } });
  /** Bình, of the head unit, sends a broadcast to all; what An sees of it. */
  const broadcast = async (words: string) => {
    await binh.says("/thongbao");
    await binh.says(words);
    await binh.says("Tất cả 11 đơn vị");
    await binh.says("Gửi ngay");
    return an.sees();
  };
  /** Codes that the story needs later. */
  const codes: Record<string, string> = {};

  test("the only list that waits has no code", async () => {
    expect(textOf(await an.says("CT3 85%"))).toMatch(/\n\n1\. Hoàn tác\n2\. Gửi minh chứng\n3\. Xếp hạng$/);
    expect(textOf(await an.says("CT3 86%"))).not.toMatch(/K\d/);
  });

  test("the second has one, and a number alone does nothing but ask which is meant", async () => {
    const got = await broadcast("Đề nghị các đơn vị gửi số liệu");
    codes.first = codeIn(got);
    expect(textOf(got)).toMatch(/Đề nghị các đơn vị gửi số liệu\n\nTrả lời 1 hoặc K\d+ 1:\n1\. Đã nhận$/);
    const which = textOf(await an.says("1"));
    expect(which).toContain(`${codes.first} 1 · Thông báo số 1 · Sở Nội vụ Hà Nội → Đã nhận`);
    expect(which).toMatch(/K\d+ 1 · Đã ghi: CT3 Hồ sơ giải quyết đúng hạn: 85% → 86% .* → Hoàn tác/);
    expect([await undone(), await confirmed()]).toEqual([0, 0]);
  });

  test("the code alone is enough for an answer to that", async () => {
    expect(textOf(await an.says(codes.first?.toLowerCase() ?? ""))).toBe(
      "Đã ghi nhận đồng chí đã nhận Thông báo số 1.",
    );
    expect([await undone(), await confirmed()]).toEqual([0, 1]);
  });

  test("a code used again says how things stand", async () => {
    expect(textOf(await an.says(`${codes.first} 1`))).toContain("Thông báo số 1");
    expect(await confirmed()).toBe(1);
    expect(textOf(await an.says(`${codes.first}`))).toContain(
      "Câu hỏi này đã xong: Thông báo số 1 · Sở Nội vụ Hà Nội\nĐã chọn: Đã nhận",
    );
  });

  test("with one list left, numbers are enough and codes are gone", async () => {
    expect(textOf(await an.says("CT1 80%"))).not.toMatch(/K\d/);
    expect(textOf(await an.says("1"))).toContain("CT1");
    expect(await undone()).toBe(1);
  });

  test("a number alone answers the question that was asked last", async () => {
    codes.second = codeIn(await broadcast("Đề nghị các đơn vị rà soát số liệu"));
    await an.says("CT1 81%");
    codes.second ||= /(K\d+) 1 · Thông báo số 2/.exec(textOf(await an.says("1")))?.[1] ?? "";
    const question = await an.says("CT4 3");
    codes.question = codeIn(question);
    expect(textOf(question)).toContain("CT4 Kiểm tra công vụ đang là 4, đồng chí báo 3. Số này là…");
    expect(textOf(await an.says("2"))).toContain("CT4 Kiểm tra công vụ: 4 → 7/10 cuộc");
    expect(await confirmed()).toBe(1);
  });

  test("a question that is over says so, and what waits instead", async () => {
    const over = textOf(await an.says(`${codes.question} 1`));
    expect(over).toContain("Câu hỏi này đã xong: CT4 Kiểm tra công vụ đang là 4, đồng chí báo 3. Số này là…");
    expect(over).toMatch(/Đang chờ đồng chí trả lời:\n(?:.*\n)*K\d+ · Thông báo số 2/);
    expect(textOf(await an.says("ct4 bao nhiêu rồi?"))).toContain("7/10 cuộc");
  });

  test("what came after a question makes a number alone unclear, and a code clear", async () => {
    const question = await an.says("CT4 5");
    expect(textOf(question)).toContain("đang là 7, đồng chí báo 5");
    codes.third = codeIn(await broadcast("Đề nghị các đơn vị gửi ảnh"));
    const which = textOf(await an.says("số 1"));
    expect(which).toContain(`${codes.third} 1 · Thông báo số 3`);
    expect(which).toContain(`${codeIn(question)} 1 · CT4 Kiểm tra công vụ đang là 7, đồng chí báo 5`);
    await talk.restart();
    expect(textOf(await an.says(`${codes.third?.toLowerCase()}-1`))).toContain("Thông báo số 3");
    // The question waited all the time.
    expect(textOf(await an.says(`${codeIn(question)}: 1`))).toContain("CT4 Kiểm tra công vụ: 7 → 5/10 cuộc");
  });

  test("a plain figure answers a question that asks for one, whatever came meanwhile", async () => {
    const asked = await an.says(`${codeIn(await an.says("/tiendo"))} số 2`);
    expect(textOf(asked)).toContain("CT2 Số hóa hồ sơ cán bộ");
    codes.fourth = codeIn(await broadcast("Đề nghị các đơn vị họp lúc 14h"));
    const recorded = textOf(await an.says("1"));
    expect(recorded).not.toContain("Ý đồng chí là việc nào?");
    expect(recorded).toContain("CT2 Số hóa hồ sơ cán bộ");
  });

  test("words of a choice do as well, with the code or without", async () => {
    expect(textOf(await an.says(`${codes.fourth} đã nhận`))).toContain("Thông báo số 4");
    expect(await confirmed()).toBe(3);
    expect(textOf(await an.says("Đã nhận"))).toContain("Thông báo số 2");
    expect(await confirmed()).toBe(4);
  });

  test("target codes stay target codes", async () => {
    expect(textOf(await an.says("CT3 87"))).toContain("86% → 87%");
    expect(textOf(await an.says("K99 1"))).toContain("Tôi không thấy câu hỏi nào mang mã K99.");
  });

  test("a card that the talk went on from is still there under its code, and a choice it lacks is told", async () => {
    codes.fifth = codeIn(await broadcast("Đề nghị các đơn vị nộp sớm"));
    const card = codeIn(await an.says("CT2 720"));
    await an.says("CT4 4");
    const before = await undone();
    const none = textOf(await an.says(`${codes.fifth} 9`));
    expect(none).toContain(`${codes.fifth} không có lựa chọn 9.`);
    expect(none).toContain("1. Đã nhận");
    expect(textOf(await an.says(`${card} số 1`))).toContain("CT2");
    expect(await undone()).toBe(before + 1);
    expect(textOf(await an.says(`${card} 1`))).toContain("hoàn tác");
    expect(await undone()).toBe(before + 1);
    await an.says(`${codes.fifth} 1`);
  });

  test("reminders, approvals and the rest are told apart as well", async () => {
    await an.says("Đăng ký chỉ tiêu: số hóa 120 hồ sơ trước 30/9");
    await an.says("Ghi nhận");
    await an.says("Đăng ký chỉ tiêu: tổ chức 4 hội nghị trước 30/10");
    await an.says("Ghi nhận");
    const notices = (await binh.sees()).filter((each) => each.text.includes("1. Duyệt"));
    const [first, second] = notices.map((each) => codeIn([each]));
    expect(first).not.toBe(second);
    expect(textOf(await binh.says("1"))).toContain("Ý đồng chí là việc nào?");
    expect(textOf(await binh.says(`${second}.1`))).toContain("CT8");
    const rows = await talk.store.db.target.findMany({
      where: { number: { in: [7, 8] }, title: { contains: "ố" } },
    });
    expect(rows.filter((row) => row.unitId === rows[0]?.unitId).map((row) => row.approval)).toContain(
      "awaiting",
    );
    await talk.moveTo("2019-06-13T08:00");
    const digest = (await an.sees()).filter((each) => each.text.includes("Việc thi đua hôm nay"));
    expect(textOf(digest)).toMatch(/Trả lời 1 hoặc K\d+ 1:\n1\. Báo tiến độ\n2\. /);
    const later = /(\d)\. Nhắc ngày mai/.exec(textOf(digest))?.[1];
    expect(textOf(await an.says(`${codeIn(digest)} ${later}`))).toContain("14/06");
  });
});
