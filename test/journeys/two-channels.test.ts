import { afterEach, beforeEach, describe, expect, it } from "vitest";
import {
  type Phone,
  startTwoChannels,
  type TelegramPhone,
  type TwoChannels,
} from "../support/two-channels.ts";

const unit = "Sở Nội vụ Vĩnh Phúc";
let world: TwoChannels;

beforeEach(async () => {
  world = await startTwoChannels();
}, 60_000);
afterEach(() => world.stop(), 60_000);

/** The six digits that a message hands out. */
const codeIn = (texts: string[]): string => {
  const code = /LIENKET (\d{6})/.exec(texts.join("\n"))?.[1];
  if (!code) throw new Error(`no code in ${JSON.stringify(texts)}`);
  return code;
};

async function joinOnTelegram(name = "An"): Promise<TelegramPhone> {
  const phone = await world.telegram(name);
  await phone.says(await world.invite(unit, "focalOfficial"));
  await phone.presses("Đồng ý, tham gia");
  return phone;
}

async function joinOnZalo(name = "An"): Promise<Phone> {
  const phone = world.zalo(name);
  await phone.says(await world.invite(unit, "focalOfficial"));
  await phone.says("1");
  return phone;
}

const entries = () => world.store.db.progressEntry.count({ where: { personId: { not: null } } });

describe("somebody who moves from Telegram to Zalo in mid-dialogue", () => {
  it("answers the open question there by number, and it is recorded once", async () => {
    const telegram = await joinOnTelegram();
    const zalo = world.zalo("An trên Zalo");
    await zalo.says("xin chào");
    const [question] = await telegram.says("CT1 80%, ct2 700/1200, CT4 3");
    expect(question).toContain("CT4 Kiểm tra công vụ đang là 4, đồng chí báo 3. Số này là…");
    const before = await entries();

    const asked = await telegram.says("chuyển sang Zalo");
    expect(asked.join("\n")).toContain("Trên Zalo, đồng chí mở khung trò chuyện với Trợ lý Thi đua");
    const [linked, goOn, again, ...rest] = await zalo.says(`lien ket ${codeIn(asked)}`);
    expect(linked).toBe(
      "Đã liên kết Zalo này với tài khoản của đồng chí: cán bộ đầu mối, Sở Nội vụ Vĩnh Phúc.\n" +
        "Đồng chí nhắn ở đây hay ở Telegram đều như nhau.\n" +
        "Tin nhắc việc, thông báo gửi đến nơi đồng chí nhắn gần nhất. Đổi ở /diachi",
    );
    expect(goOn).toBe("Đồng chí đang trả lời dở, mời đồng chí tiếp tục ở đây:");
    expect(again).toContain("CT4 Kiểm tra công vụ đang là 4, đồng chí báo 3. Số này là…");
    expect(again).toContain("1. Tổng mới: 3\n2. Thêm 3, thành 7\n3. Bỏ qua CT4");
    expect(rest).toEqual([]);
    expect(await telegram.sees()).toEqual([
      "Zalo (tên hiển thị: An trên Zalo) vừa được liên kết với tài khoản của đồng chí. Nếu không phải đồng chí làm, đề nghị gỡ ngay.",
    ]);
    expect(telegram.buttons()).toEqual(["Gỡ Zalo"]);
    expect(await entries()).toBe(before);

    const [recorded] = await zalo.says("2");
    expect(recorded).toContain("CT4 Kiểm tra công vụ: 4 → 7/10 cuộc");
    expect(recorded).toContain("CT2 Số hóa hồ sơ cán bộ: 560 → 700/1.200 hồ sơ (58,3%)");
    expect(await entries()).toBe(before + 3);
    // The old button, on the other channel, knows that it is old.
    expect(await telegram.presses("Thêm 3, thành 7")).toEqual([
      "Nút này thuộc tin nhắn cũ, tôi không thực hiện nữa để tránh nhầm.",
    ]);
    expect(await entries()).toBe(before + 3);
    expect(await world.store.db.person.count({ where: { displayName: { startsWith: "An" } } })).toBe(1);
  });

  it("goes on with a registration, also after a restart", async () => {
    const telegram = await joinOnTelegram();
    const zalo = world.zalo("An");
    const [card] = await telegram.says("đăng ký chỉ tiêu: số hóa 120 hồ sơ trước 30/9");
    expect(card).toContain("Chỉ tiêu mới CT7");
    const code = codeIn(await telegram.says("/lienket"));
    await world.restart();
    const shown = (await zalo.says(`LIENKET ${code.slice(0, 3)} ${code.slice(3)}`)).at(-1) ?? "";
    expect(shown).toContain("Chỉ tiêu mới CT7");
    expect(shown).toContain("1. Ghi nhận");
    expect((await zalo.says("1")).join("\n")).toContain("Đã gửi đơn vị cụm trưởng phê duyệt");
    expect(await world.store.db.target.count({ where: { number: 7 } })).toBe(1);
  });
});

describe("two channels of one person", () => {
  it("are linked from Zalo to Telegram as well, by the digits alone or by Telegram's link", async () => {
    const zalo = await joinOnZalo();
    const asked = (await zalo.says("dùng thêm telegram")).join("\n");
    expect(asked).toContain("Trên Telegram, đồng chí mở khung trò chuyện");
    const code = codeIn([asked]);
    expect(asked).toContain(`https://t.me/thidua_bot?start=${code}`);
    const telegram = await world.telegram("An");
    const [linked, next] = await telegram.says(code);
    expect(linked).toContain("Đã liên kết Telegram này với tài khoản của đồng chí");
    expect(next).toBe("Đồng chí muốn làm gì?");
    expect((await telegram.says("CT3 85%")).join("\n")).toContain("85%");
    expect((await zalo.sees()).join("\n")).toContain("Telegram (tên hiển thị: An) vừa được liên kết");
    // That notice asks for nothing: a number still answers what is asked.
    await zalo.says("CT4 3");
    expect((await zalo.says("2")).join("\n")).toContain("CT4 Kiểm tra công vụ: 4 → 7/10 cuộc");
    const other = await world.telegram("Bình");
    expect(await other.says(`/start ${code}`)).toEqual([
      "Mã liên kết này đã dùng rồi. Đồng chí nhắn /lienket ở kênh đang dùng để lấy mã mới.",
    ]);
  });

  it("get what starts from us once: where they wrote last, or where they chose", async () => {
    const telegram = await joinOnTelegram();
    const zalo = world.zalo("An");
    await zalo.says(codeIn(await telegram.says("/lienket")));
    await telegram.sees();
    await world.moveTo("2019-06-13T08:00");
    expect((await zalo.sees()).filter((each) => each.includes("Việc thi đua hôm nay"))).toHaveLength(1);
    expect(await telegram.sees()).toEqual([]);

    const [shown] = await zalo.says("nơi nhận tin");
    expect(shown).toContain(
      "• Telegram (tên hiển thị: An)\n• Zalo (tên hiển thị: An): đang trò chuyện ở đây",
    );
    expect(shown).toContain(
      "1. Nhận tin ở Telegram\n2. Nhận tin ở Zalo\n3. Gỡ Telegram\n4. Gỡ Zalo\n5. Liên kết thêm kênh",
    );
    expect(await zalo.says("Nhận tin ở Telegram")).toEqual([
      "Từ nay tin nhắc việc, thông báo gửi đến Telegram. Đồng chí hỏi ở đâu, tôi trả lời ở đó.",
    ]);
    await world.moveTo("2019-06-17T08:00");
    expect((await telegram.sees()).filter((each) => each.includes("Việc thi đua hôm nay"))).toHaveLength(1);
    expect(await zalo.sees()).toEqual([]);
    expect((await zalo.says("chuyển sang zalo")).join("\n")).toContain("gửi đến Zalo");
  });

  it("stand in for each other: what one refuses goes to the other, once, and the head reads why", async () => {
    const head = await world.telegram("Trưởng");
    await head.says(await world.invite("Sở Nội vụ Hà Nội", "focalOfficial"));
    await head.presses("Đồng ý, tham gia");
    const telegram = await joinOnTelegram();
    const zalo = world.zalo("An");
    await zalo.says(codeIn(await telegram.says("/lienket")));
    await zalo.says("chuyển sang zalo");
    await telegram.sees();
    // Zalo tells nobody: it shows when the message is refused.
    await zalo.block();
    await head.says("/thongbao");
    await head.says("Đề nghị gửi số liệu trước 17h ngày 20/6");
    await head.presses("Chọn đơn vị");
    await head.says("Vĩnh Phúc");
    await head.presses("Gửi ngay");
    const got = (await telegram.sees()).filter((each) => each.includes("Đề nghị gửi số liệu"));
    expect(got).toHaveLength(1);
    expect(await zalo.sees()).toEqual([]);
    const rows = await world.store.db.outboxMessage.findMany({
      where: { kind: "broadcast", address: { title: "An" } },
      include: { address: true },
    });
    const [row] = rows;
    expect(rows).toHaveLength(1);
    expect([row?.state, row?.channel, row?.address.channel, row?.attempts]).toEqual([
      "sent",
      "telegram",
      "telegram",
      1,
    ]);
    expect(row?.movedFromId).not.toBeNull();
    const report = await world.store.db.outboxMessage.findFirstOrThrow({
      where: { kind: "broadcastReport" },
      orderBy: { id: "desc" },
    });
    expect(report.payload).toContain(
      "gửi qua kênh khác 1 (Sở Nội vụ Vĩnh Phúc: Telegram thay cho Zalo, người nhận đã chặn trợ lý)",
    );
    const open = (await head.presses("Danh sách chưa xác nhận")).join("\n");
    expect(open).toContain(
      "• Sở Nội vụ Vĩnh Phúc, An: đã gửi, chưa xác nhận (qua Telegram thay cho Zalo, người nhận đã chặn trợ lý)",
    );
    expect((await head.says("/chuanop")).join("\n")).toContain(
      "Đã gửi qua kênh khác (7 ngày qua)\n• SNV Vĩnh Phúc, cán bộ đầu mối: 1 tin, Telegram thay cho Zalo, người nhận đã chặn trợ lý",
    );
    await head.presses("Xem từng đơn vị (11)");
    expect((await head.presses("SNV Vĩnh Phúc")).join("\n")).toContain(
      "Liên hệ (cán bộ đầu mối): An (nhận qua Telegram; Zalo: người nhận đã chặn trợ lý)",
    );

    // Telegram tells at once; from then on there is no way left.
    await telegram.block();
    await world.moveTo("2019-06-13T08:00");
    const digest = await world.store.db.outboxMessage.findMany({
      where: { kind: "reminder", address: { title: "An" } },
    });
    expect(digest.map((each) => [each.state, each.lastError])).toEqual([["failed", "unreachable: blocked"]]);
    expect((await head.says("/chuanop")).join("\n")).toContain(
      "• SNV Vĩnh Phúc, cán bộ đầu mối: Zalo: người nhận đã chặn trợ lý; Telegram: người nhận đã chặn trợ lý",
    );
    // They write again, and are reached there.
    await zalo.unblock();
    await zalo.says("chỉ tiêu");
    await world.moveTo("2019-06-17T08:00");
    expect((await zalo.sees()).filter((each) => each.includes("Việc thi đua hôm nay"))).toHaveLength(1);
  });

  it("are parted again: each is told, and the last one stays", async () => {
    const telegram = await joinOnTelegram();
    const zalo = world.zalo("An");
    await zalo.says(codeIn(await telegram.says("/lienket")));
    await telegram.sees();
    expect(await telegram.presses("Gỡ Zalo")).toEqual([
      "Gỡ Zalo (tên hiển thị: An) khỏi tài khoản của đồng chí? Tin sẽ không gửi đến đó nữa, và nhắn từ đó không báo cáo được.",
    ]);
    expect(await telegram.presses("Đồng ý, gỡ Zalo")).toEqual([
      "Đã gỡ Zalo khỏi tài khoản của đồng chí. Muốn dùng lại: /lienket",
    ]);
    expect(await zalo.sees()).toEqual([
      "Zalo này đã được gỡ khỏi tài khoản của đồng chí. Muốn dùng lại, đồng chí nhắn /lienket ở kênh còn lại để lấy mã.",
    ]);
    expect((await zalo.says("CT3 85%")).join("\n")).toContain("nhắn mã mời của đơn vị");
    expect(await telegram.presses("Đồng ý, gỡ Zalo")).toEqual([
      "Địa chỉ này không còn thuộc tài khoản của đồng chí.",
    ]);
    await telegram.says("/diachi");
    expect(telegram.buttons()).toEqual(["Liên kết thêm kênh"]);
  });
});

describe("a link code", () => {
  it("that is wrong, expired, used or one's own gets one clear sentence", async () => {
    const telegram = await joinOnTelegram();
    const zalo = world.zalo("An");
    const first = codeIn(await telegram.says("/lienket"));
    const wrong = String((Number(first) + 1) % 1_000_000).padStart(6, "0");
    expect(await zalo.says(`LIENKET ${wrong}`)).toEqual([
      "Mã liên kết này không đúng. Mã gồm 6 chữ số; đồng chí kiểm tra lại, hoặc nhắn /lienket ở kênh đang dùng để lấy mã mới.",
    ]);
    expect(await telegram.says(first)).toEqual([
      "Telegram này đã là của đồng chí rồi. Đồng chí nhắn mã ở kênh muốn dùng thêm.",
    ]);
    await world.moveTo("2019-06-12T08:15");
    const expired = "Mã liên kết đã hết hạn. Đồng chí nhắn /lienket ở kênh đang dùng để lấy mã mới.";
    expect(await zalo.says(first)).toEqual([expired]);
    const second = codeIn(await telegram.says("liên kết zalo"));
    const third = codeIn(await telegram.says("lien ket"));
    expect(await zalo.says(second)).toEqual([expired]);
    expect((await zalo.says(`Mã liên kết: ${third}.`))[0]).toContain("Đã liên kết Zalo này");
    expect(await zalo.says(`LIENKET ${third}`)).toEqual([
      "Mã liên kết này đã dùng rồi. Đồng chí nhắn /lienket ở kênh đang dùng để lấy mã mới.",
    ]);
  });

  it("does not take somebody else's chat, nor can it be guessed", async () => {
    const telegram = await joinOnTelegram();
    const other = await joinOnZalo("Bình");
    const code = codeIn(await telegram.says("/lienket"));
    expect((await other.says(`LIENKET ${code}`))[0]).toContain("đang thuộc một người khác đã tham gia");
    const stranger = world.zalo("Người lạ");
    const answers: string[] = [];
    for (let guess = 1; guess <= 6; guess += 1) {
      const wrong = String((Number(code) + guess) % 1_000_000).padStart(6, "0");
      answers.push(...(await stranger.says(wrong)));
    }
    expect(answers.slice(0, 5).every((each) => each.startsWith("Mã liên kết này không đúng"))).toBe(true);
    const stopped = "Có nhiều mã liên kết không đúng vừa được nhắn. Đề nghị đồng chí thử lại sau 10 phút.";
    expect(answers[5]).toBe(stopped);
    expect(await stranger.says(code)).toEqual([stopped]);
    // Nobody else is held up.
    expect((await world.zalo("An").says(code))[0]).toContain("Đã liên kết Zalo này");
    const kept = await world.store.db.invite.findMany({ where: { purpose: "address" } });
    expect(kept.map((each) => [each.uses, each.codeHash.includes(code)])).toEqual([[1, false]]);
  });
});
