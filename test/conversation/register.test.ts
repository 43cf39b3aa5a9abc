import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { only, type Seen, startTalk, type Talk } from "../support/talk.ts";

let talk: Talk;
beforeEach(async () => {
  talk = await startTalk();
});
afterEach(() => talk.stop());

const lines = (text: string) => text.split("\n");

describe("registering a target", () => {
  it("takes one sentence, shows the card, and sends it to the head unit once", async () => {
    const officer = talk.person("VP", "focalOfficial");
    const head = talk.person("HN", "focalOfficial");
    const card = only(await officer.says("Đăng ký chỉ tiêu: số hóa 120 hồ sơ trước 30/9"));
    expect(lines(card.text)).toEqual([
      "Chỉ tiêu mới CT7: Số hóa hồ sơ",
      "Kế hoạch: 120 hồ sơ · Hạn: hết Thứ Hai 30/09/2019",
      "Đơn vị đã có CT2 Số hóa hồ sơ cán bộ; đây là chỉ tiêu khác?",
    ]);
    expect(card.buttons).toEqual(["Ghi nhận", "Sửa", "Hủy"]);
    const done = only(await officer.presses("Ghi nhận"));
    expect(lines(done.text)).toEqual([
      "Đã gửi đơn vị cụm trưởng phê duyệt. Đồng chí có thể báo tiến độ ngay từ bây giờ.",
      "CT7: chờ duyệt.",
    ]);
    const notice = only(await head.sees());
    expect(lines(notice.text)).toEqual([
      "Sở Nội vụ Vĩnh Phúc đăng ký chỉ tiêu CT7 Số hóa hồ sơ",
      "Kế hoạch: 120 hồ sơ · Hạn: hết Thứ Hai 30/09/2019",
    ]);
    expect(notice.buttons).toEqual(["Duyệt", "Yêu cầu sửa"]);
    // The same button once more changes nothing.
    expect(only(await officer.presses("Ghi nhận")).text).toBe(
      "Chỉ tiêu này đã được ghi nhận hoặc đã hủy. Xem danh sách: /chitieu",
    );
    expect(await talk.store.db.target.count({ where: { title: "Số hóa hồ sơ" } })).toBe(1);
    expect(await head.sees()).toEqual([]);
  });

  it("edits the card in words or by buttons, and takes yes and no", async () => {
    const officer = talk.person("VP", "focalOfficial");
    await officer.says("đăng ký chỉ tiêu: mở 2 lớp tập huấn trước 30/9");
    await officer.presses("Sửa");
    const edited = only(await officer.says("kế hoạch 3, hạn 30/10"));
    expect(lines(edited.text).slice(0, 2)).toEqual([
      "Chỉ tiêu mới CT7: Mở lớp tập huấn",
      "Kế hoạch: 3 lớp · Hạn: hết Thứ Tư 30/10/2019",
    ]);
    expect(lines(only(await officer.says("tên Tập huấn chuyển đổi số")).text)[0]).toBe(
      "Chỉ tiêu mới CT7: Tập huấn chuyển đổi số",
    );
    expect(lines(only(await officer.says("không có hạn")).text)[1]).toBe(
      "Kế hoạch: 3 lớp · Hạn: không có hạn",
    );
    expect(only(await officer.says("thôi")).text).toBe("Đã bỏ qua, chưa ghi gì.");
    expect(await talk.store.db.target.count({ where: { number: 7 } })).toBe(0);
  });

  it("asks for what lacks, one thing at a time", async () => {
    const officer = talk.person("VP", "focalOfficial");
    expect(only(await officer.says("/dangky")).text).toContain("Đồng chí nhập chỉ tiêu");
    expect(only(await officer.says("Cải cách thủ tục hành chính")).text).toBe(
      "Cải cách thủ tục hành chính: kế hoạch là bao nhiêu? Ví dụ: 120 hồ sơ, 95%, không quá 5 vụ",
    );
    const due = only(await officer.says("95%"));
    expect(due.buttons).toEqual(["Hết quý: 30/06/2019", "Hết năm: 31/12/2019", "Không có hạn", "Hủy"]);
    expect(only(await officer.says("1/6")).text).toContain("Ngày đó đã qua.");
    expect(lines(only(await officer.presses("Hết năm: 31/12/2019")).text)).toEqual([
      "Chỉ tiêu mới CT7: Cải cách thủ tục hành chính",
      "Kế hoạch: 95% · Hạn: hết Thứ Ba 31/12/2019",
    ]);
    await officer.presses("Sửa");
    await officer.presses("Nội dung giao ước");
    expect(only(await officer.presses("2. Tuyên truyền chủ trương về thi đua, khen thưởng")).text).toContain(
      "Nội dung giao ước 2: Tuyên truyền chủ trương về thi đua, khen thưởng",
    );
    expect(only(await officer.says("ghi nhận")).text).toContain("CT7: chờ duyệt.");
  });

  it("asks about a figure that can be read two ways, and about a day gone by", async () => {
    const officer = talk.person("VP", "focalOfficial");
    const value = only(await officer.says("đăng ký vận động 1,500 triệu đồng trước 30/9"));
    expect(value.buttons).toEqual(["1,5 triệu đồng", "1.500 triệu đồng", "Hủy"]);
    expect(lines(only(await officer.says("2")).text)).toEqual([
      "Chỉ tiêu mới CT7: Vận động",
      "Kế hoạch: 1.500 triệu đồng · Hạn: hết Thứ Hai 30/09/2019",
    ]);
    const past = only(await officer.says("dang ky so hoa 50 ho so truoc 1/6"));
    expect(lines(past.text)).toEqual([
      "Hạn đã nêu không có trong lịch hoặc đã qua.",
      "So hoa ho so: hạn đến ngày nào? Ví dụ: 30/9, hết quý III",
    ]);
    const card = only(await officer.says("30/11"));
    expect(card.buttons).toEqual(["Viết: Số hóa hồ sơ", "Ghi nhận", "Sửa", "Hủy"]);
    expect(lines(only(await officer.presses("Viết: Số hóa hồ sơ")).text)[0]).toBe(
      "Chỉ tiêu mới CT7: Số hóa hồ sơ",
    );
  });

  it.each([
    ["đăng ký: tỷ lệ hồ sơ trễ hạn giảm còn dưới 3%, hạn 31/12", "không quá 3% (càng ít càng tốt)"],
    ["đăng ký giảm còn dưới 5 vụ khiếu nại, hạn 31/12", "không quá 5 vụ (càng ít càng tốt)"],
    ["đăng ký không quá 5 vụ vi phạm trước 31/12", "không quá 5 vụ (càng ít càng tốt)"],
    ["dang ky toi da 4 don thu qua han truoc 31/12", "không quá 4 đơn thư (càng ít càng tốt)"],
    ["đăng ký chỉ tiêu giảm 20% văn bản giấy trước 31/12", "20%"],
    ["đăng ký ban hành quy chế thi đua trước 31/12", "hoàn thành (có/không)"],
  ])("%s", async (sentence, plan) => {
    const card = only(await talk.person("VP", "focalOfficial").says(sentence));
    expect(lines(card.text)[1]).toBe(`Kế hoạch: ${plan} · Hạn: hết Thứ Ba 31/12/2019`);
  });

  it("knows titles, which count for no points", async () => {
    const officer = talk.person("VP", "focalOfficial");
    const card = only(await officer.says("đăng ký danh hiệu Tập thể lao động xuất sắc"));
    expect(lines(card.text)[1]).toBe("Danh hiệu: Tập thể lao động xuất sắc · Hạn: không có hạn");
    await officer.says("ok");
    const stored = await talk.store.db.target.findFirstOrThrow({ where: { number: 7 } });
    expect([stored.kind, stored.plan, stored.weight]).toEqual(["title", "Tập thể lao động xuất sắc", "0"]);
  });

  it("begins anew when another target is registered while a question is open", async () => {
    const officer = talk.person("VP", "focalOfficial");
    expect(only(await officer.says("đăng ký: trồng 500 cây xanh")).text).toContain("hạn đến ngày nào?");
    expect(lines(only(await officer.says("đăng ký: thu ngân sách 25 tỷ đồng trước 31/12")).text)).toEqual([
      "Chỉ tiêu mới CT7: Thu ngân sách",
      "Kế hoạch: 25 tỷ đồng · Hạn: hết Thứ Ba 31/12/2019",
    ]);
    // What only answers the question does not.
    await officer.says("đăng ký: trồng 500 cây xanh");
    expect(lines(only(await officer.says("đăng ký trước 30/9")).text)).toEqual([
      "Chỉ tiêu mới CT7: Trồng cây xanh",
      "Kế hoạch: 500 cây · Hạn: hết Thứ Hai 30/09/2019",
    ]);
  });

  it("is closed outside its window, and says which that is", async () => {
    await talk.store.db.clusterYear.updateMany({ data: { registrationTo: "2019-05-31" } });
    expect(only(await talk.person("VP", "focalOfficial").says("đăng ký mở 2 lớp trước 30/9")).text).toBe(
      "Đã hết thời gian đăng ký chỉ tiêu năm 2019: từ 01/01/2019 đến hết 31/05/2019. Cần đăng ký thêm, đồng chí đề nghị đơn vị cụm trưởng gia hạn.",
    );
    expect(only(await talk.person("HN", "focalOfficial").says("/dangky")).text).toContain(
      "Đơn vị đồng chí gia hạn ở /donvi.",
    );
  });
});

describe("asking for a change", () => {
  it.each([
    ["đổi hạn CT2 sang 30/10", "Hạn: hết Thứ Hai 30/09/2019 → hết Thứ Tư 30/10/2019"],
    ["doi ke hoach ct2 thanh 1500", "Kế hoạch: 1.200 hồ sơ → 1.500 hồ sơ"],
    ["gia hạn CT2 đến 31/12", "Hạn: hết Thứ Hai 30/09/2019 → hết Thứ Ba 31/12/2019"],
    ["sửa chỉ tiêu CT2 kế hoạch 1500", "Kế hoạch: 1.200 hồ sơ → 1.500 hồ sơ"],
  ])("%s opens it and asks for the reason", async (sentence, change) => {
    const officer = talk.person("VP", "focalOfficial");
    expect(lines(only(await officer.says(sentence)).text)).toEqual([
      "Đề nghị sửa CT2 Số hóa hồ sơ cán bộ",
      change,
    ]);
    expect(only(await officer.presses("Gửi đề nghị sửa")).text).toBe("Đồng chí cho biết lý do sửa CT2.");
    expect(only(await officer.says("chờ văn bản của Bộ")).text).toContain("Đã gửi đề nghị sửa CT2.");
  });

  it("takes the reason from the same sentence, and asks for what is not said", async () => {
    const officer = talk.person("VP", "focalOfficial");
    expect(lines(only(await officer.says("đổi hạn CT2 sang 30/10 vì chờ văn bản của Bộ")).text)).toEqual([
      "Đề nghị sửa CT2 Số hóa hồ sơ cán bộ",
      "Hạn: hết Thứ Hai 30/09/2019 → hết Thứ Tư 30/10/2019",
      "Lý do: chờ văn bản của Bộ",
    ]);
    expect(only(await officer.presses("Gửi đề nghị sửa")).text).toContain("Đã gửi đề nghị sửa CT2.");
    expect(only(await officer.says("đổi hạn CT3")).text).toContain("hạn đến ngày nào?");
    expect(only(await officer.says("đổi kế hoạch CT4 thành nhiều lắm")).text).toContain(
      "Tôi chưa đọc được con số này.",
    );
  });
});

describe("registering a pasted list", () => {
  it.each([
    ["đạt danh hiệu Tập thể lao động xuất sắc", "Tập thể lao động xuất sắc"],
    ["Phấn đấu được tặng Cờ thi đua của Chính phủ", "Cờ thi đua của Chính phủ"],
    ["Danh hiệu: Đơn vị quyết thắng", "Đơn vị quyết thắng"],
  ])("knows the title in the line %s", async (line, title) => {
    const officer = talk.person("VP", "focalOfficial");
    await officer.says(`Đăng ký chỉ tiêu:\nMở 2 lớp tập huấn trước 30/9\n${line}`);
    await officer.says("ok");
    const stored = await talk.store.db.target.findFirstOrThrow({ where: { number: 8 } });
    expect([stored.kind, stored.plan, stored.weight]).toEqual(["title", title, "0"]);
  });

  const pasted = [
    "Đăng ký chỉ tiêu:",
    "1. Số hóa 300 hồ sơ lưu trữ trước 30/9",
    "2. Mở 3 lớp tập huấn",
    "3. Trồng vài cây xanh trước 20/11",
    "4. Ban hành quy chế thi đua trước 31/6",
  ].join("\n");

  it("previews it, asks about the doubtful cells, and saves everything at once", async () => {
    const officer = talk.person("VP", "focalOfficial");
    const preview = only(await officer.says(pasted));
    expect(lines(preview.text)).toEqual([
      "Tôi đọc được 4 chỉ tiêu:",
      "1. Số hóa hồ sơ lưu trữ · 300 hồ sơ · hết Thứ Hai 30/09/2019",
      "2. Mở lớp tập huấn · 3 lớp · không có hạn",
      "3. ? Trồng cây xanh · kế hoạch? · hết Thứ Tư 20/11/2019",
      "4. ? Ban hành quy chế thi đua · hoàn thành (có/không) · hạn?",
      "2 dòng còn chỗ chưa rõ, đánh dấu ?. Tôi sẽ hỏi từng dòng trước khi ghi.",
    ]);
    expect(preview.buttons).toEqual(["Ghi nhận 4 chỉ tiêu", "Sửa dòng", "Hủy"]);
    expect(lines(only(await officer.presses("Ghi nhận 4 chỉ tiêu")).text)[0]).toBe(
      "Dòng 3: Trồng vài cây xanh trước 20/11",
    );
    expect(await talk.store.db.target.count({ where: { approval: "awaiting" } })).toBe(0);
    expect(lines(only(await officer.says("200 cây")).text)[0]).toBe(
      "Dòng 4: Ban hành quy chế thi đua trước 31/6",
    );
    await officer.says("15/7");
    const edited = only(await officer.says("2 hạn 30/11"));
    expect(lines(edited.text).slice(1)).toEqual([
      "1. Số hóa hồ sơ lưu trữ · 300 hồ sơ · hết Thứ Hai 30/09/2019",
      "2. Mở lớp tập huấn · 3 lớp · hết Thứ Bảy 30/11/2019",
      "3. Trồng cây xanh · 200 cây · hết Thứ Tư 20/11/2019",
      "4. Ban hành quy chế thi đua · hoàn thành (có/không) · hết Thứ Hai 15/07/2019",
    ]);
    await officer.says("bỏ 1");
    expect(lines(only(await officer.presses("Ghi nhận 3 chỉ tiêu")).text)[1]).toBe("CT7–CT9: chờ duyệt.");
    const notice = only(await talk.person("HN", "focalOfficial").sees());
    expect(lines(notice.text)).toEqual([
      "Sở Nội vụ Vĩnh Phúc đăng ký 3 chỉ tiêu, chờ phê duyệt:",
      "CT7 Mở lớp tập huấn",
      "CT8 Trồng cây xanh",
      "CT9 Ban hành quy chế thi đua",
    ]);
  });

  it("takes a day by itself as the due day of what has none, and loses nothing", async () => {
    const officer = talk.person("VP", "focalOfficial");
    await officer.says(pasted);
    const dated = only(await officer.says("15/12"));
    expect(lines(dated.text).slice(1)).toEqual([
      "1. Số hóa hồ sơ lưu trữ · 300 hồ sơ · hết Thứ Hai 30/09/2019",
      "2. Mở lớp tập huấn · 3 lớp · hết Chủ Nhật 15/12/2019",
      "3. ? Trồng cây xanh · kế hoạch? · hết Thứ Tư 20/11/2019",
      "4. Ban hành quy chế thi đua · hoàn thành (có/không) · hết Chủ Nhật 15/12/2019",
      "1 dòng còn chỗ chưa rõ, đánh dấu ?. Tôi sẽ hỏi từng dòng trước khi ghi.",
    ]);
    await officer.presses("Ghi nhận 4 chỉ tiêu");
    const asked = only(await officer.says("hạn 20/12 nhé"));
    expect(lines(asked.text).slice(0, 2)).toEqual([
      "Các dòng đều đã có hạn. Muốn đổi hạn của dòng nào, đồng chí nhắn số dòng và hạn, ví dụ: 2 hạn 15/12",
      "Dòng 3: Trồng vài cây xanh trước 20/11",
    ]);
    await officer.says("200 cây");
    const all = only(await officer.says("tất cả đến hết 31/12"));
    expect(
      lines(all.text)
        .slice(1)
        .every((line) => line.endsWith("hết Thứ Ba 31/12/2019")),
    ).toBe(true);
    expect(lines(only(await officer.says("1/3/2019")).text)[0]).not.toContain("Tôi đọc được");
    expect(only(await officer.says("ok")).text).toContain("CT7–CT10: chờ duyệt.");
  });

  it("takes fifty lines, ten a page", async () => {
    const officer = talk.person("VP", "focalOfficial");
    await officer.says("/dangky");
    const fifty = Array.from(
      { length: 50 },
      (_, at) => `- Tổ chức ${at + 2} buổi sinh hoạt chuyên đề số ${at + 1}`,
    ).join("\n");
    const first = only(await officer.says(fifty));
    expect(lines(first.text)[0]).toBe("Tôi đọc được 50 chỉ tiêu:");
    expect(lines(first.text).at(-1)).toBe("Trang 1/5");
    const second = only(await officer.presses("Trang sau"));
    expect(lines(second.text)[1]).toMatch(/^11\. /);
    expect(second.buttons).toEqual(["Trang trước", "Trang sau", "Ghi nhận 50 chỉ tiêu", "Sửa dòng", "Hủy"]);
    expect(lines(only(await officer.presses("Ghi nhận 50 chỉ tiêu")).text)[1]).toBe("CT7–CT56: chờ duyệt.");
  });

  it("asks about six doubtful cells of fifty, one at a time, by button, by number and in words", async () => {
    const officer = talk.person("VP", "focalOfficial");
    const doubtful: Record<number, string> = {
      3: "Viết một trăm hai tin bài trước 30/11",
      17: "Trồng vài cây xanh trước 20/11",
      18: "Rà soát 1,250 hồ sơ trước 30/10",
      29: "Ban hành quy chế thi đua trước 31/6",
      41: "Vận động ủng hộ 130-140 triệu đồng",
      50: "Tuyên truyền hai nghìn ba lượt người",
    };
    const fifty = Array.from(
      { length: 50 },
      (_, at) =>
        `${at + 1}. ${doubtful[at + 1] ?? `Tổ chức ${at + 2} buổi sinh hoạt chuyên đề số ${at + 1}`}`,
    );
    const preview = only(await officer.says(["Đăng ký chỉ tiêu năm 2019:", ...fifty].join("\n")));
    expect(lines(preview.text)[3]).toBe(
      "3. ? Viết tin bài · 102 tin bài / 120 tin bài? · hết Thứ Bảy 30/11/2019",
    );
    expect(lines(preview.text).slice(-2)).toEqual([
      "Trang 1/5",
      "6 dòng còn chỗ chưa rõ, đánh dấu ?. Tôi sẽ hỏi từng dòng trước khi ghi.",
    ]);
    const asked: string[][] = [];
    const note = (messages: Seen[]) => {
      const message = only(messages);
      asked.push([...lines(message.text), ...message.buttons]);
      return message;
    };
    note(await officer.presses("Ghi nhận 50 chỉ tiêu"));
    note(await officer.presses("120 tin bài"));
    note(await officer.says("200 cây"));
    note(await officer.says("2"));
    note(await officer.says("31/9"));
    note(await officer.says("15/9"));
    note(await officer.says("140"));
    const clear = note(await officer.says("hai nghìn ba trăm"));
    expect(asked.slice(0, 7)).toEqual([
      [
        "Dòng 3: Viết một trăm hai tin bài trước 30/11",
        "Kế hoạch là số nào?",
        "Sau dòng này còn 5 dòng chưa rõ.",
        "102 tin bài",
        "120 tin bài",
        "Bỏ dòng 3",
        "Hủy",
      ],
      [
        "Dòng 17: Trồng vài cây xanh trước 20/11",
        "Kế hoạch là bao nhiêu? Ví dụ: 120 hồ sơ",
        "Sau dòng này còn 4 dòng chưa rõ.",
        "Bỏ dòng 17",
        "Hủy",
      ],
      [
        "Dòng 18: Rà soát 1,250 hồ sơ trước 30/10",
        "Kế hoạch là số nào?",
        "Sau dòng này còn 3 dòng chưa rõ.",
        "1,25 hồ sơ",
        "1.250 hồ sơ",
        "Bỏ dòng 18",
        "Hủy",
      ],
      [
        "Dòng 29: Ban hành quy chế thi đua trước 31/6",
        "Hạn đến ngày nào? Ví dụ: 30/9, hoặc không có hạn",
        "Sau dòng này còn 2 dòng chưa rõ.",
        "Không có hạn",
        "Bỏ dòng 29",
        "Hủy",
      ],
      [
        "Tôi chưa đọc được ngày này. Đồng chí nhắn lại, ví dụ: 30/9, hoặc không có hạn",
        "Dòng 29: Ban hành quy chế thi đua trước 31/6",
        "Hạn đến ngày nào? Ví dụ: 30/9, hoặc không có hạn",
        "Sau dòng này còn 2 dòng chưa rõ.",
        "Không có hạn",
        "Bỏ dòng 29",
        "Hủy",
      ],
      [
        "Dòng 41: Vận động ủng hộ 130-140 triệu đồng",
        "Kế hoạch là số nào?",
        "Sau dòng này còn 1 dòng chưa rõ.",
        "130 triệu đồng",
        "140 triệu đồng",
        "Bỏ dòng 41",
        "Hủy",
      ],
      [
        "Dòng 50: Tuyên truyền hai nghìn ba lượt người",
        "Kế hoạch là số nào?",
        "2.003 lượt người",
        "2.300 lượt người",
        "Bỏ dòng 50",
        "Hủy",
      ],
    ]);
    expect(clear.text).not.toContain("?");
    await officer.presses("Ghi nhận 50 chỉ tiêu");
    const stored = await talk.store.db.target.findMany({
      where: {
        number: { in: Object.keys(doubtful).map((line) => Number(line) + 6) },
        unit: { code: "SNV-VP" },
      },
      orderBy: { number: "asc" },
    });
    expect(stored.map((each) => [each.title, each.kind, each.plan, each.measure, each.dueOn])).toEqual([
      ["Viết tin bài", "quantity", "120", "tin bài", "2019-11-30"],
      ["Trồng cây xanh", "quantity", "200", "cây", "2019-11-20"],
      ["Rà soát hồ sơ", "quantity", "1250", "hồ sơ", "2019-10-30"],
      ["Ban hành quy chế thi đua", "yesno", "1", null, "2019-09-15"],
      ["Vận động ủng hộ", "quantity", "140", "triệu đồng", null],
      ["Tuyên truyền lượt người", "quantity", "2300", "lượt người", null],
    ]);
  });

  it("asks about the figure and then about the day of one line", async () => {
    const officer = talk.person("VP", "focalOfficial");
    const preview = only(
      await officer.says("Đăng ký chỉ tiêu:\nMở 3 lớp tập huấn\nRà soát 1,250 hồ sơ trước 31/6"),
    );
    expect(lines(preview.text)[2]).toBe("2. ? Rà soát hồ sơ · 1,25 hồ sơ / 1.250 hồ sơ? · hạn?");
    await officer.says("ghi nhận");
    expect(lines(only(await officer.says("số 2")).text)).toEqual([
      "Dòng 2: Rà soát 1,250 hồ sơ trước 31/6",
      "Hạn đến ngày nào? Ví dụ: 30/9, hoặc không có hạn",
    ]);
    const clear = only(await officer.says("30/8"));
    expect(lines(clear.text)[2]).toBe("2. Rà soát hồ sơ · 1.250 hồ sơ · hết Thứ Sáu 30/08/2019");
    // Pasted anew, it is read anew.
    expect(lines(only(await officer.says("Mở 4 lớp tập huấn\nViết 20 tin bài")).text)[1]).toBe(
      "1. Mở lớp tập huấn · 4 lớp · không có hạn",
    );
    expect(only(await officer.says("thôi để sau")).text).toBe("Đã bỏ qua, chưa ghi gì.");
  });

  it("reads cells of a table", async () => {
    const officer = talk.person("VP", "focalOfficial");
    await officer.says("/dangky");
    const table = [
      "TT\tChỉ tiêu\tĐVT\tKế hoạch\tHạn",
      "1\tSố hóa hồ sơ lưu trữ\thồ sơ\t300\t30/9/2019",
      "2\tTỷ lệ văn bản ký số\t%\t98\t31/12/2019",
    ].join("\n");
    expect(lines(only(await officer.says(table)).text)).toEqual([
      "Tôi đọc được 2 chỉ tiêu:",
      "1. Số hóa hồ sơ lưu trữ · 300 hồ sơ · hết Thứ Hai 30/09/2019",
      "2. Tỷ lệ văn bản ký số · 98% · hết Thứ Ba 31/12/2019",
    ]);
  });
});

describe("changing a target", () => {
  it("needs a reason and takes effect when approved", async () => {
    const officer = talk.person("VP", "focalOfficial");
    const card = only(await officer.says("sửa chỉ tiêu CT2 kế hoạch 1000"));
    expect(lines(card.text)).toEqual([
      "Đề nghị sửa CT2 Số hóa hồ sơ cán bộ",
      "Kế hoạch: 1.200 hồ sơ → 1.000 hồ sơ",
    ]);
    expect(only(await officer.presses("Gửi đề nghị sửa")).text).toBe("Đồng chí cho biết lý do sửa CT2.");
    expect(only(await officer.says("thiếu người từ tháng 4")).text).toBe(
      "Đã gửi đề nghị sửa CT2. Có hiệu lực sau khi được duyệt; đến lúc đó chỉ tiêu giữ như cũ.",
    );
    expect(only(await officer.says("CT2 600")).text).toContain("600/1.200 hồ sơ");
    expect(lines(only(await talk.person("HN", "focalOfficial").sees()).text)).toEqual([
      "Sở Nội vụ Vĩnh Phúc đề nghị sửa CT2 Số hóa hồ sơ cán bộ",
      "Kế hoạch: 1.200 hồ sơ → 1.000 hồ sơ",
      "Lý do: thiếu người từ tháng 4",
    ]);
    await talk.person("HN", "focalOfficial").presses("Duyệt");
    expect(only(await officer.says("CT2 700")).text).toContain("700/1.000 hồ sơ");
  });

  it("is refused, mended and withdrawn in words", async () => {
    const officer = talk.person("VP", "focalOfficial");
    await officer.says("đăng ký mở 2 lớp tập huấn trước 30/9");
    expect(only(await officer.says("sai rồi")).buttons.slice(0, 3)).toEqual(["Tên", "Kế hoạch", "Hạn"]);
    expect(lines(only(await officer.says("kế hoạch 3 lớp")).text)[1]).toContain("3 lớp");
    // What says nothing leaves the question open.
    expect(only(await officer.says("mai em báo sau nhé")).text).toMatch(
      /^Tôi chưa hiểu câu này. Câu hỏi ở trên/,
    );
    await officer.says("ok");
    await officer.says("sửa CT7 kế hoạch 4");
    const card = only(await officer.says("thiếu kinh phí"));
    expect(lines(card.text).at(-1)).toBe("Lý do: thiếu kinh phí");
    expect(only(await officer.says("thôi không sửa nữa")).text).toBe("Đã bỏ qua, chưa ghi gì.");
    await officer.says("rút đăng ký CT7");
    expect(only(await officer.says("thôi")).text).toBe("Vâng, tôi giữ nguyên đăng ký.");
    await officer.says("rút đăng ký CT7");
    expect(only(await officer.says("ok")).text).toBe("Đã rút đăng ký CT7.");
  });

  it("withdraws what was not approved, and nothing else", async () => {
    const officer = talk.person("VP", "focalOfficial");
    await officer.says("đăng ký mở 2 lớp trước 30/9");
    await officer.says("ok");
    await officer.says("rút đăng ký CT7");
    expect(only(await officer.presses("Rút đăng ký")).text).toBe("Đã rút đăng ký CT7.");
    expect(only(await officer.presses("Rút đăng ký")).text).toBe("CT7 đã được rút trước đó.");
    expect(only(await officer.says("rút chỉ tiêu CT2")).text).toContain(
      "CT2 đã được duyệt nên không rút được.",
    );
    // The withdrawn code is not used again.
    expect(lines(only(await officer.says("đăng ký mở 2 lớp trước 30/9")).text)[0]).toBe(
      "Chỉ tiêu mới CT8: Mở lớp",
    );
  });
});
