import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { only, type Phone, type Seen, startTalk, type Talk } from "../support/talk.ts";

let talk: Talk;
let head: Phone;
let officer: Phone;
let leader: Phone;
beforeEach(async () => {
  talk = await startTalk();
  head = talk.person("HN", "focalOfficial");
  officer = talk.person("VP", "focalOfficial");
  leader = talk.person("VP", "unitLeader");
});
afterEach(() => talk.stop());

const lines = (message: Seen) => message.text.split("\n");
const last = (messages: Seen[]) => messages.at(-1) as Seen;

/** A small table with a row of each way: worked out, self-scored, by the council. */
const table = () => ({
  schemaVersion: 1,
  code: "TD",
  name: "Bảng chấm thử",
  year: 2019,
  scale: { max: 100, base: 40, start: 0, min: 0, bonusCap: 5, mayExceed: false, decimals: 2 },
  groups: [
    {
      code: "I",
      text: "Báo cáo",
      maxPoints: 20,
      criteria: [
        {
          code: "I.1",
          text: "Gửi báo cáo hằng tháng đúng hạn",
          maxPoints: 10,
          rule: {
            kind: "lateDays",
            onTime: 10,
            tiers: [{ fromDays: 1, toDays: null, points: 5 }],
            notSubmitted: 0,
            aggregate: "average",
          },
          step: null,
          scoredBy: "system",
          evidence: null,
        },
        {
          code: "I.2",
          text: "Báo cáo ký đúng thẩm quyền",
          maxPoints: 10,
          rule: { kind: "passFail" },
          step: null,
          scoredBy: "head",
          evidence: "Bản đã ký",
        },
      ],
    },
    {
      code: "II",
      text: "Phong trào",
      maxPoints: 20,
      criteria: [
        {
          code: "II.1",
          text: "Hoạt động của cụm đã dự",
          maxPoints: 10,
          rule: { kind: "proportional" },
          step: null,
          scoredBy: "self",
          evidence: null,
        },
        {
          code: "II.2",
          text: "Hội đồng đánh giá",
          maxPoints: 10,
          rule: { kind: "manual" },
          step: 0.5,
          scoredBy: "council",
          evidence: null,
        },
      ],
    },
  ],
  bonuses: [
    {
      code: "T",
      text: "Mô hình mới",
      group: null,
      rule: { kind: "countTimesPoints", plusPoints: 2, minusPoints: 0, min: 0, max: null },
      step: null,
      cap: 4,
      pool: null,
    },
  ],
  penalties: [],
  notRankedWhen: [{ code: "KL", text: "Đang bị xem xét kỷ luật" }],
  tieBreak: [{ key: "tied" }],
  bands: [
    { label: "Tốt", ge: 30, of: "points", minGroupPercent: null },
    { label: "Cần cố gắng", ge: null, of: "points", minGroupPercent: null },
  ],
});

const send = (phone: Phone, json: unknown, caption?: string) =>
  phone.sends(
    {
      name: "bang-2019.json",
      type: "application/json",
      bytes: new TextEncoder().encode(typeof json === "string" ? json : JSON.stringify(json)),
    },
    caption,
  );

async function applied() {
  await send(head, table(), "Bảng tiêu chí năm 2019");
  await head.presses("Áp dụng");
  await officer.sees();
  await leader.sees();
}

/** The unit scores itself: passed, 7 of 9 events, one new model. */
async function scored() {
  await officer.says("/tucham");
  await officer.presses("Bắt đầu");
  await officer.presses("Đạt");
  await officer.says("7/9");
  await officer.says("1");
}

async function appraisedAndSent() {
  await applied();
  await scored();
  await officer.presses("Gửi tự chấm");
  await head.says("/thamdinh");
  await head.presses("SNV Vĩnh Phúc · Đã nộp");
}

async function finished() {
  await appraisedAndSent();
  await head.presses("Đồng ý 4 dòng còn lại");
  await head.presses("Hoàn tất thẩm định");
}

describe("a scoring table", () => {
  it("with faults is refused with all of them, by row", async () => {
    const faulty = table();
    faulty.scale.base = 41;
    const [first, second] = faulty.groups;
    if (!first || !second) throw new Error("no groups");
    Object.assign(first.criteria[0]?.rule ?? {}, { onTime: 12 });
    Object.assign(second.criteria[0] ?? {}, { code: "I.2", rule: { kind: "passed" } });
    expect(lines(only(await send(head, faulty, "bảng tiêu chí")))).toEqual([
      "Tệp bang-2019.json có 4 lỗi nên tôi chưa nhận:",
      '• Dòng I.1, điểm khi đúng hạn "onTime": cho 12 điểm, cao hơn tối đa 10',
      '• Dòng I.2, loại cách tính "kind": chỉ nhận một trong: "proportional", "rateTiers", "lateDays", "missingCount", "passFail", "countTimesPoints", "leaderRelative", "manual"',
      '• Dòng I.2, mã "code": mã I.2 trùng với nhóm 1, dòng 2',
      '• thang điểm "scale", tổng điểm các nhóm "base": các phần cộng lại là 40, không khớp 41',
      "Đồng chí sửa tệp rồi gửi lại giúp tôi.",
    ]);
    // The mended file needs no caption: it is waited for.
    expect(lines(only(await send(head, table())))[0]).toBe("Xem trước bảng tiêu chí (chưa áp dụng)");
    expect(lines(only(await send(head, "{", "bảng tiêu chí")))[0]).toContain("bang-2019.json");
  });

  it("is previewed, leafed through, and counts once it is applied", async () => {
    expect(only(await officer.says("/thangdiem")).text).toBe(
      "Năm 2019, Cụm Bắc Bộ chưa áp dụng bảng tiêu chí nào. Bảng do đơn vị cụm trưởng gửi ở /thangdiem.",
    );
    expect(only(await head.says("/thangdiem")).text).toContain("gửi tệp bảng tiêu chí (JSON) vào đây");
    const preview = only(await send(head, table()));
    expect(lines(preview)).toEqual([
      "Xem trước bảng tiêu chí (chưa áp dụng)",
      "Bảng chấm thử",
      "Thang điểm 100, điểm các nhóm 40.",
      "I. Báo cáo: 20 điểm, 2 dòng",
      "II. Phong trào: 20 điểm, 2 dòng",
      "Điểm thưởng: 1 dòng. Điểm thưởng cao nhất 5.",
      "Tôi tự tính khi có số liệu: I.1.",
      "Điểm của hội đồng, cơ quan ngoài do đơn vị cụm trưởng nhập: II.2.",
      "Xếp loại: Tốt từ 30; Cần cố gắng.",
      "Bằng điểm: đồng hạng.",
      "Không xếp hạng khi: Đang bị xem xét kỷ luật.",
    ]);
    expect(preview.buttons).toEqual(["Xem I", "Xem II", "Xem điểm thưởng", "Áp dụng", "Không áp dụng"]);
    expect(lines(only(await head.presses("Xem II")))).toEqual([
      "II. Phong trào",
      "II.1 Hoạt động của cụm đã dự · 10 điểm",
      "10 × thực hiện/kế hoạch, cao nhất 10 điểm.",
      "II.2 Hội đồng đánh giá · 10 điểm · hội đồng chấm",
      "Chấm trực tiếp, từ 0 đến 10 điểm, bước 0,5.",
    ]);
    // Nobody else knows of a draft.
    expect(only(await officer.says("/tucham")).text).toContain("chưa áp dụng bảng tiêu chí nào");
    await head.presses("Xem chung");
    expect(only(await head.presses("Áp dụng")).text).toContain("Đã áp dụng bảng Bảng chấm thử.");
    expect(only(await head.presses("Áp dụng")).text).toBe("Bảng Bảng chấm thử đã được áp dụng.");
    expect(last(await officer.sees()).text).toBe(
      "Sở Nội vụ Hà Nội đã áp dụng bảng tiêu chí Bảng chấm thử cho năm 2019.",
    );
  });

  it("is the head unit's to load", async () => {
    expect(only(await send(officer, table(), "bảng tiêu chí")).text).toBe(
      "Việc này do đơn vị cụm trưởng thực hiện.",
    );
  });
});

describe("self-scoring", () => {
  beforeEach(applied);

  it("goes row by row, stops and resumes, and takes zero as a score", async () => {
    const start = only(await officer.says("tu cham"));
    expect(lines(start).slice(2)).toEqual([
      "Đã chấm 0/3 dòng.",
      "Tôi tự tính: I.1",
      "Từng dòng một, dừng lúc nào cũng được, tôi giữ lại. Điểm 0 vẫn là điểm.",
    ]);
    const row = only(await officer.presses("Bắt đầu"));
    expect(lines(row)).toEqual([
      "Dòng 1/3",
      "I. Báo cáo",
      "I.2 Báo cáo ký đúng thẩm quyền · tối đa 10 điểm",
      "Đạt: 10 điểm; không đạt: 0 điểm.",
      "Minh chứng: Bản đã ký (gửi ảnh, tệp ngay tại đây)",
      "Chọn đạt hoặc không đạt.",
    ]);
    expect(row.buttons).toEqual(["Đạt", "Không đạt", "Bỏ qua", "Tạm dừng"]);
    expect(lines(only(await officer.presses("Không đạt"))).slice(0, 5)).toEqual([
      "I.2: không đạt → 0 điểm",
      "",
      "Dòng 2/3",
      "II. Phong trào",
      "II.1 Hoạt động của cụm đã dự · tối đa 10 điểm",
    ]);
    expect(only(await officer.says("7 9")).text).toContain("Nhập thực hiện/kế hoạch, ví dụ: 7/9");
    expect(only(await officer.presses("Tạm dừng")).text).toBe(
      "Đã lưu 1/3 dòng. Khi nào chấm tiếp, đồng chí nhắn /tucham.",
    );
    await talk.restart();
    expect(lines(only(await officer.presses("Chấm tiếp")))[0]).toBe("Dòng 2/3");
    expect(lines(only(await officer.says("7/9")))[0]).toBe("II.1: 7/9 → 7,78 điểm");
    const summary = only(await officer.presses("Bỏ qua"));
    expect(lines(summary)).toEqual([
      "Bảng tự chấm, Sở Nội vụ Vĩnh Phúc",
      "Bảng chấm thử",
      "Nháp, chỉ đơn vị mình xem được.",
      "I. Báo cáo: 10/20",
      "II. Phong trào: 7,78/20",
      "Điểm thưởng: 0",
      "Tổng: 17,78/100 điểm",
      "Tôi tự tính: I.1",
      "Chưa có số liệu, do đơn vị cụm trưởng nhập khi thẩm định: II.2",
      "Thiếu minh chứng: I.2",
    ]);
    expect(summary.buttons).toEqual(["Gửi tự chấm", "Từng dòng"]);
  });

  it("lets other matters come between, and keeps files beside their row", async () => {
    await officer.says("/tucham");
    await officer.presses("Bắt đầu");
    const png = Buffer.from(
      "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==",
      "base64",
    );
    const answers = await officer.sends({ name: "ky.png", type: "image/png", bytes: png }, "đạt");
    expect(answers.map((each) => lines(each)[0])).toEqual([
      "Đã đính kèm minh chứng cho dòng I.2 (1 tệp).",
      "I.2: đạt → 10 điểm",
    ]);
    expect(only(await officer.says("CT3 30%")).text).toContain("CT3");
    expect(only(await officer.says("/tucham")).text).toContain("Đã chấm 1/3 dòng.");
  });

  it("hides drafts from the head, and is attested by the leader", async () => {
    await officer.says("/tucham");
    await officer.presses("Bắt đầu");
    await officer.presses("Đạt");
    expect(last(await head.says("/diem Vĩnh Phúc I.2")).text).toContain(
      "Chưa có số liệu nên đang tính 0 điểm.",
    );
    expect(lines(only(await head.says("/thamdinh")))).toContain(
      "Chưa có bảng tự chấm nào đồng chí cần thẩm định.",
    );
    await officer.says("7/9");
    await officer.says("1");
    const sent = only(await officer.presses("Gửi tự chấm"));
    expect(lines(sent)[0]).toBe("Đã gửi tự chấm. Tôi đã mời lãnh đạo đơn vị xác nhận.");
    expect(only(await officer.presses("Gửi tự chấm")).text).toContain("đã được gửi trước đó");
    expect(last(await head.sees()).text).toBe(
      "Sở Nội vụ Vĩnh Phúc đã gửi bảng tự chấm.\nBảng chấm thử\nTổng: 29,78/100 điểm",
    );
    expect(last(await leader.sees()).buttons).toEqual(["Xác nhận bảng tự chấm", "Xem bảng tự chấm"]);
    expect(only(await leader.presses("Xác nhận bảng tự chấm")).text).toBe(
      "Đã xác nhận bảng tự chấm của Sở Nội vụ Vĩnh Phúc. Tổng: 29,78/100 điểm",
    );
    expect(only(await leader.presses("Xác nhận bảng tự chấm")).text).toBe(
      "Bảng tự chấm đã được lãnh đạo đơn vị xác nhận.",
    );
  });
});

describe("appraisal", () => {
  beforeEach(appraisedAndSent);

  it("decides row by row with the difference, and sends back with a reason", async () => {
    const first = only(await head.presses("Thẩm định tiếp"));
    expect(lines(first)).toContain("Tôi tự tính: 5 đúng hạn → 10 điểm");
    await head.presses("Đồng ý: 10 điểm");
    await head.presses("Yêu cầu bổ sung");
    expect(only(await head.says("ok")).text).toContain("cần nêu lý do");
    expect(lines(only(await head.says("thiếu bản có dấu")))[0]).toBe("I.2: đã gửi lại đơn vị.");
    expect(lines(only(await head.says("6/9 vì vắng một buổi")))[0]).toBe(
      "II.1: 6/9 → 6,67 điểm (chênh −1,11)",
    );
    expect(only(await head.says("8,3")).text).toBe(
      "Dòng này chấm theo bước 0,5 điểm. Đồng chí nhập lại giúp tôi.",
    );
    expect(lines(only(await head.says("8,5")))[0]).toBe("II.2: 8,5 điểm");

    const notice = last(await officer.sees());
    expect(lines(notice)).toEqual([
      "Sở Nội vụ Hà Nội yêu cầu bổ sung dòng I.2 Báo cáo ký đúng thẩm quyền.",
      "Lý do: thiếu bản có dấu",
    ]);
    const row = only(await officer.presses("Bổ sung, giải trình"));
    expect(lines(row)).toContain("Yêu cầu bổ sung: thiếu bản có dấu");
    await officer.presses("Giữ nguyên, giải trình");
    const answered = only(await officer.says("bản có dấu đã gửi ngày 10/6"));
    expect(lines(answered)[0]).toBe("I.2: đã ghi giải trình.");
    // The head does not see the answer before it is sent.
    expect(last(await head.says("/diem Vĩnh Phúc I.2")).text).not.toContain("bản có dấu đã gửi");
    await officer.presses("Gửi tự chấm");
    expect(last(await head.says("/diem Vĩnh Phúc I.2")).text).toContain(
      "Giải trình: bản có dấu đã gửi ngày 10/6",
    );

    await head.says("/thamdinh");
    const overview = only(await head.presses("SNV Vĩnh Phúc · Đã nộp"));
    expect(lines(overview).slice(3, 5)).toEqual([
      "Tự chấm: 29,78/100 · Thẩm định: 25,17/100 (đã xét 3/5 dòng)",
      "• II.1: 7,78 → 6,67 (−1,11): “vắng một buổi”",
    ]);
    expect(overview.buttons).not.toContain("Hoàn tất thẩm định");
    expect(last(await officer.says("/diem II.1")).text).not.toContain("Thẩm định");
    await head.presses("Đồng ý 2 dòng còn lại");
    expect(lines(only(await head.presses("Hoàn tất thẩm định")))[0]).toBe(
      "Đã hoàn tất thẩm định Sở Nội vụ Vĩnh Phúc và báo cho đơn vị.",
    );
    expect(last(await officer.sees()).text).toContain("đã được thẩm định");
    expect(lines(only(await officer.says("/diem II.1"))).slice(4)).toEqual([
      "Tự chấm: 7/9 → 7,78 điểm · Cán bộ đầu mối, Sở Nội vụ Vĩnh Phúc, 08:00 Thứ Tư 12/06/2019",
      "Thẩm định: 6/9 → 6,67 điểm · Cán bộ đầu mối, Sở Nội vụ Hà Nội, 08:00 Thứ Tư 12/06/2019",
      "Ghi chú: vắng một buổi",
      "Cách tính",
      "Số liệu: 6/9",
      "10 × 6/9 = 6,666…",
      "Làm tròn: 6,67 điểm",
    ]);
  });

  it("is for the head unit, and not for one's own sheet", async () => {
    expect(only(await officer.says("/thamdinh")).text).toBe("Việc này do đơn vị cụm trưởng thực hiện.");
    await head.says("/tucham");
    await head.presses("Bắt đầu");
    await head.presses("Đạt");
    await head.says("9/9");
    await head.says("0");
    await head.presses("Gửi tự chấm");
    expect(only(await head.says("/thamdinh")).buttons).toEqual(["SNV Vĩnh Phúc · Đã nộp"]);
    const second = talk.person("HN", "focalOfficial", "second");
    expect(only(await second.says("/thamdinh")).buttons).toEqual([
      "SNV Hà Nội · Đã nộp",
      "SNV Vĩnh Phúc · Đã nộp",
    ]);
  });
});

describe("publication", () => {
  beforeEach(finished);

  it("is previewed, made once, told to everybody, and corrected with a reason", async () => {
    await head.says("/thamdinh");
    const preview = only(await head.presses("Công bố điểm"));
    expect(lines(preview)).toEqual([
      "Xem trước kết quả chấm điểm năm 2019 (chưa công bố)",
      "Bảng chấm thử",
      "1. SNV Vĩnh Phúc · 29,78 · Cần cố gắng",
      "Chưa có điểm: SNV Hà Nội, SNV Hải Phòng, SNV Hải Dương, SNV Bắc Ninh, SNV Hưng Yên, SNV Quảng Ninh, SNV Hà Nam, SNV Nam Định, SNV Thái Bình, SNV Ninh Bình",
      "Điểm và thứ hạng là căn cứ để bình xét; danh hiệu, khen thưởng do hội nghị quyết định.",
      "Lãnh đạo chưa xác nhận tự chấm: SNV Vĩnh Phúc",
      "Sau khi công bố, kết quả được giữ nguyên và báo cho mọi người; muốn sửa phải công bố lại kèm lý do.",
    ]);
    expect(only(await talk.phone("observer").says("/diem")).text).toBe(
      "Kết quả theo bảng tiêu chí chưa công bố.",
    );
    await officer.sees();
    expect(only(await head.presses("Công bố")).text).toBe("Đã công bố lần 1 và báo cho 24 người.");
    expect(only(await head.presses("Công bố")).text).toBe("Lần công bố 1 đã được thực hiện.");
    expect((await officer.sees()).map((each) => lines(each))).toEqual([
      [
        "Công bố kết quả chấm điểm năm 2019",
        "Bảng chấm thử",
        "Sở Nội vụ Vĩnh Phúc: 29,78 điểm, hạng 1/1, xếp loại Cần cố gắng.",
      ],
    ]);
    const observer = talk.phone("observer");
    expect(lines(last(await observer.says("/diem")))[2]).toBe("1. SNV Vĩnh Phúc · 29,78 · Cần cố gắng");

    // A correction: what was published stays until it is published again.
    await head.says("/thamdinh");
    await head.presses("SNV Vĩnh Phúc · Đã công bố");
    await head.presses("Từng dòng");
    await head.presses("II.2 · chưa có · Hội đồng đánh giá");
    await head.says("9");
    expect(lines(only(await officer.presses("Điểm theo bảng tiêu chí")))[2]).toBe(
      "1. SNV Vĩnh Phúc · 29,78 · Cần cố gắng",
    );
    await head.says("/thamdinh");
    expect(lines(only(await head.presses("Công bố điểm")))).toContain(
      "Thay đổi: SNV Vĩnh Phúc 29,78 → 38,78 điểm, hạng 1 → 1",
    );
    await head.presses("Công bố lại");
    expect(only(await head.says("ok")).text).toContain("cần nêu lý do");
    expect(only(await head.says("bổ sung điểm của hội đồng")).text).toBe(
      "Đã công bố lần 2 và báo cho 24 người.",
    );
    expect(lines(last(await officer.sees()))).toEqual([
      "Công bố lại kết quả chấm điểm năm 2019 (lần 2)",
      "Bảng chấm thử",
      "Lý do: bổ sung điểm của hội đồng",
      "Sở Nội vụ Vĩnh Phúc: 38,78 điểm, hạng 1/1, xếp loại Tốt.",
    ]);
    await head.says("/thamdinh");
    expect(only(await head.presses("Công bố điểm")).text).toBe("Không có gì thay đổi so với lần công bố 2.");
  });

  it("shows a unit its own points only", async () => {
    const other = talk.person("ND", "focalOfficial");
    expect(last(await other.says("/diem Vĩnh Phúc I.2")).text).toContain(
      "chỉ xem được chỉ tiêu của đơn vị mình",
    );
    expect(lines(last(await officer.says("/diem I.1"))).slice(4)).toEqual([
      "Tự chấm: 5 đúng hạn → 10 điểm · trợ lý tự tính, 08:00 Thứ Tư 12/06/2019",
      "Thẩm định: 5 đúng hạn → 10 điểm · Cán bộ đầu mối, Sở Nội vụ Hà Nội, 08:00 Thứ Tư 12/06/2019",
      "Cách tính",
      "Số liệu: 5 đúng hạn",
      "Trung bình các báo cáo: 10 điểm",
    ]);
  });
});

describe("a unit's own card", () => {
  it("comes as a picture with the same in words: drafts only for the unit, all three scores once published", async () => {
    await applied();
    expect(last(await officer.says("/diem")).image).toBeUndefined();
    await scored();
    const draft = last(await officer.says("điểm của đơn vị tôi"));
    expect(draft.image).toMatch(/\.png|\/files\//);
    expect(lines(draft)).toEqual([
      "Điểm theo bảng tiêu chí, Sở Nội vụ Vĩnh Phúc",
      "Bảng chấm thử",
      "Nháp, chỉ đơn vị mình xem được.",
      "Tự chấm: 29,78/100 điểm",
      "Tự chấm · Thẩm định · Công bố/tối đa",
      "I: 20 · – · –/20",
      "I.1: 10 · – · –/10",
      "I.2: 10 · – · –/10",
      "II: 7,78 · – · –/20",
      "II.1: 7,78 · – · –/10",
      "II.2: – · – · –/10",
      "Điểm thưởng: 2 · – · –/5",
      "T: 2 · – · –/4",
      "Tổng điểm: 29,78 · – · –/100",
    ]);
    // The head sees nothing of a draft, neither in words nor in a picture.
    const hidden = last(await head.says("/diem Vĩnh Phúc"));
    expect(hidden.image).toBeUndefined();
    expect(hidden.text).not.toContain("29,78");

    await officer.says("/tucham");
    await officer.presses("Gửi tự chấm");
    await head.says("/thamdinh");
    await head.presses("SNV Vĩnh Phúc · Đã nộp");
    await head.presses("Thẩm định tiếp");
    await head.presses("Đồng ý: 10 điểm");
    await head.says("không đạt");
    expect(lines(last(await officer.says("/diem")))).toContain("I.2: 10 · – · –/10");
    expect(lines(last(await head.says("/diem Vĩnh Phúc")))).toContain("I.2: 10 · 0 · –/10");
    await head.says("/thamdinh");
    await head.presses("SNV Vĩnh Phúc · Đã nộp");
    await head.presses("Đồng ý 2 dòng còn lại");
    await head.presses("Hoàn tất thẩm định");
    expect(lines(last(await officer.says("/diem")))).toContain("I.2: 10 · 0 · –/10");
    await head.says("/thamdinh");
    await head.presses("Công bố điểm");
    await head.presses("Công bố");
    expect(lines(last(await officer.says("/diem"))).slice(-5)).toEqual([
      "II.1: 7,78 · 7,78 · 7,78/10",
      "II.2: – · – · 0/10",
      "Điểm thưởng: 2 · 2 · 2/5",
      "T: 2 · 2 · 2/4",
      "Tổng điểm: 29,78 · 19,78 · 19,78/100",
    ]);
    const table = last(await officer.presses("Điểm theo bảng tiêu chí"));
    expect(table.image).toBeDefined();
    expect(lines(table)[2]).toBe("1. SNV Vĩnh Phúc · 19,78 · Cần cố gắng");
    expect(lines(last(await head.says("/thamdinh")))).toContain("Đã công bố (1): SNV Vĩnh Phúc");
  });

  it("comes in parts when the table is long", async () => {
    const long = table();
    const [first] = long.groups;
    const leaf = first?.criteria[1];
    if (!first || !leaf) throw new Error("no group");
    const rows = Array.from({ length: 20 }, (_, at) => ({ ...leaf, code: `I.${at + 1}`, maxPoints: 1 }));
    Object.assign(first, { criteria: rows });
    await send(head, long, "Bảng tiêu chí năm 2019");
    await head.presses("Áp dụng");
    await officer.sees();
    await officer.says("/tucham");
    await officer.presses("Bắt đầu");
    await officer.presses("Đạt");
    const groups = last(await officer.says("/diem"));
    expect(groups.image).toBeDefined();
    expect(lines(groups).slice(-2)).toEqual(["I. Báo cáo: 1/20", "II. Phong trào: 0/20"]);
    expect(groups.buttons).toContain("Điểm từng dòng 2/3");
    const second = last(await officer.presses("Điểm từng dòng 2/3"));
    expect(second.image).toBeDefined();
    expect(second.image).not.toBe(groups.image);
    expect(lines(second).slice(0, 4)).toEqual([
      "Điểm từng dòng, Sở Nội vụ Vĩnh Phúc, phần 2/3",
      "Tự chấm · Thẩm định · Công bố/tối đa",
      "I: 1 · – · –/20",
      "I.1: 1 · – · –/1",
    ]);
    const third = last(await officer.presses("Điểm từng dòng 3/3"));
    expect(lines(third).slice(2, 4)).toEqual(["I: 1 · – · –/20", "I.18: – · – · –/1"]);
    expect(third.buttons).toEqual(["Từng dòng"]);
  });
});

describe("a sheet that was sent", () => {
  beforeEach(async () => {
    await applied();
    await scored();
    await officer.presses("Gửi tự chấm");
    await head.sees();
    await leader.sees();
  });

  it("is taken back before the appraisal begins, and is a draft again that only the unit sees", async () => {
    expect(lines(last(await head.says("/diem Vĩnh Phúc")))).toContain("II.1: 7,78 · – · –/10");
    const back = only(await officer.says("rút lại bảng tự chấm"));
    expect(lines(back)[0]).toBe(
      "Đã rút lại bảng tự chấm; từ lúc này chỉ đơn vị mình xem được. Sửa xong, đồng chí gửi lại.",
    );
    expect(lines(back)).toContain("Nháp, chỉ đơn vị mình xem được.");
    expect(back.buttons).toEqual(["Gửi tự chấm", "Từng dòng"]);
    const notice = last(await head.sees());
    expect(notice.text).toBe("Sở Nội vụ Vĩnh Phúc đã rút lại bảng tự chấm để sửa.\nBảng chấm thử");
    expect(last(await head.says("/diem Vĩnh Phúc")).text).not.toContain("7,78");
    // The old button of the head's notice.
    expect(only(await head.presses("Thẩm định")).text).toContain("Thẩm định điểm");
    expect(only(await head.says("/thamdinh")).buttons).toEqual([]);
    expect(only(await officer.says("thu hồi phiếu")).text).toContain(
      "Bảng tự chấm chưa gửi nên không có gì để rút lại.",
    );
    // Neither can the leader confirm it now.
    expect(lines(only(await leader.presses("Xác nhận bảng tự chấm")))[0]).toBe(
      "Bảng tự chấm chưa gửi hoặc đang bổ sung nên chưa xác nhận được.",
    );

    await officer.presses("Từng dòng");
    await officer.presses("II.1 · 7,78 điểm · Hoạt động của cụm đã dự");
    await officer.says("8/9");
    await officer.says("/tucham");
    expect(lines(only(await officer.presses("Gửi tự chấm")))).toContain("Tổng: 30,89/100 điểm");
    expect(lines(last(await head.says("/diem Vĩnh Phúc")))).toContain("II.1: 8,89 · – · –/10");
  });

  it("stays sent once the head has decided on a row", async () => {
    expect(only(await officer.says("/tucham")).buttons).toEqual(["Rút lại để sửa", "Từng dòng"]);
    await head.says("/thamdinh");
    await head.presses("SNV Vĩnh Phúc · Đã nộp");
    await head.presses("Thẩm định tiếp");
    await head.presses("Đồng ý: 10 điểm");
    const refused = only(await officer.presses("Rút lại để sửa"));
    expect(lines(refused)[0]).toBe(
      "Việc thẩm định đã bắt đầu nên không rút lại được. Cần sửa, đồng chí gửi giải trình ở dòng đó hoặc đề nghị đơn vị cụm trưởng yêu cầu bổ sung.",
    );
    expect(refused.buttons).toEqual(["Từng dòng"]);
    expect(only(await leader.says("thu hồi phiếu tự chấm")).text).toContain("không rút lại được");
    expect(lines(last(await head.says("/diem Vĩnh Phúc")))).toContain("I.1: 10 · 10 · –/10");
  });
});

describe("the head unit's own sheet", () => {
  const headScores = async () => {
    await head.says("/tucham");
    await head.presses("Bắt đầu");
    await head.presses("Đạt");
    await head.says("9/9");
    await head.says("0");
    return only(await head.presses("Gửi tự chấm"));
  };

  it("is cross-checked by the deputy, and by nobody of the head unit", async () => {
    const units = await talk.store.db.unit.findMany();
    const deputyUnit = units.find(({ name }) => name === "Sở Nội vụ Hải Phòng");
    await talk.store.db.clusterYear.updateMany({ data: { deputyUnitId: deputyUnit?.id ?? 0 } });
    await applied();
    const deputy = talk.person("HP", "focalOfficial");
    const second = talk.person("HN", "focalOfficial", "second");
    expect(lines(only(await deputy.says("/thamdinh"))).at(-1)).toBe(
      "Chưa có bảng tự chấm nào đồng chí cần thẩm định.",
    );
    await deputy.sees();
    await headScores();
    const notice = last(await deputy.sees());
    expect(lines(notice)).toEqual([
      "Sở Nội vụ Hà Nội đã gửi bảng tự chấm.",
      "Bảng chấm thử",
      "Tổng: 28/100 điểm",
    ]);
    // The head unit decides on everybody but itself; the deputy on the head unit and nobody else.
    await scored();
    await officer.presses("Gửi tự chấm");
    expect(only(await head.says("/thamdinh")).buttons).toEqual(["SNV Vĩnh Phúc · Đã nộp"]);
    expect(only(await second.says("/thamdinh")).buttons).toEqual(["SNV Vĩnh Phúc · Đã nộp"]);
    expect(only(await deputy.says("/thamdinh")).buttons).toEqual(["SNV Hà Nội · Đã nộp"]);

    const sheet = only(await deputy.presses("SNV Hà Nội · Đã nộp"));
    expect(lines(sheet)[0]).toBe("Thẩm định, Sở Nội vụ Hà Nội");
    await deputy.presses("Thẩm định tiếp");
    await deputy.presses("Đồng ý: 8 điểm");
    await deputy.presses("Yêu cầu bổ sung");
    await deputy.says("chưa thấy bản ký");
    expect(lines(last(await head.sees()))).toEqual([
      "Sở Nội vụ Hải Phòng yêu cầu bổ sung dòng I.2 Báo cáo ký đúng thẩm quyền.",
      "Lý do: chưa thấy bản ký",
    ]);
    await head.presses("Bổ sung, giải trình");
    await head.presses("Giữ nguyên, giải trình");
    await head.says("bản ký ở văn thư, đã gửi lại");
    await head.presses("Gửi tự chấm");
    await deputy.says("/thamdinh");
    await deputy.presses("SNV Hà Nội · Đã nộp");
    const row = only(await deputy.presses("Thẩm định tiếp"));
    expect(lines(row)).toContain("Giải trình: bản ký ở văn thư, đã gửi lại");
    await deputy.presses("Đồng ý: 10 điểm");
    await deputy.says("8/9 vì một buổi cử thay");
    await deputy.says("8");
    const all = only(await deputy.presses("Đồng ý: 0 điểm"));
    expect(lines(all)).toContain("• II.1: 10 → 8,89 (−1,11): “một buổi cử thay”");
    const finished = only(await deputy.presses("Hoàn tất thẩm định"));
    expect(lines(finished)[0]).toBe("Đã hoàn tất thẩm định Sở Nội vụ Hà Nội và báo cho đơn vị.");
    expect(finished.text).not.toContain("tự duyệt");
    // What the deputy decided stays closed to it elsewhere: other units' rows, publication.
    expect(last(await deputy.says("/diem Vĩnh Phúc")).text).toContain("chỉ xem được");
    expect(last(await head.says("/diem"))).toMatchObject({ image: expect.any(String) });
  });

  it("without a deputy goes to a second person there, marked as such", async () => {
    await applied();
    const second = talk.person("HN", "focalOfficial", "second");
    await second.sees();
    await headScores();
    expect(last(await second.sees()).text).toContain("Sở Nội vụ Hà Nội đã gửi bảng tự chấm.");
    await second.says("/thamdinh");
    await second.presses("SNV Hà Nội · Đã nộp");
    await second.presses("Đồng ý 4 dòng còn lại");
    const finished = only(await second.presses("Hoàn tất thẩm định"));
    expect(lines(finished)[0]).toBe("Đã hoàn tất thẩm định Sở Nội vụ Hà Nội (tự duyệt) và báo cho đơn vị.");
    expect(finished.text).toContain("(tự duyệt)");
    await head.says("/thamdinh");
    expect(lines(only(await head.presses("Công bố điểm")))).toContain("Tự duyệt: SNV Hà Nội");
  });

  it("with nobody who could check it says what is needed", async () => {
    await applied();
    const people = await talk.store.db.role.findMany({
      where: { unit: { name: "Sở Nội vụ Hà Nội" }, endedAt: null },
      orderBy: { id: "asc" },
    });
    const [mine] = people;
    await talk.store.db.role.updateMany({
      where: { id: { in: people.slice(1).map(({ id }) => id) } },
      data: { endedAt: new Date("2019-06-01T00:00:00Z") },
    });
    expect(mine?.code).toBe("focalOfficial");
    expect(lines(await headScores())).toContain(
      "Chưa có người thẩm định được bảng này: cần đơn vị cấp phó, hoặc người thứ hai của đơn vị mình tham gia. Mã mời ở /donvi.",
    );
  });
});

describe("the table by the scheme", () => {
  it("is provisional before publication, by what was sent and decided, and never by drafts", async () => {
    await applied();
    expect(only(await officer.says("/diem")).buttons).toContain("Điểm theo bảng tiêu chí");
    expect(only(await officer.presses("Điểm theo bảng tiêu chí")).text).toBe(
      "Chưa có đơn vị nào gửi tự chấm.",
    );
    await scored();
    const other = talk.person("ND", "focalOfficial");
    await other.says("/diem");
    expect(only(await other.presses("Điểm theo bảng tiêu chí")).text).toBe("Chưa có đơn vị nào gửi tự chấm.");
    await officer.says("/tucham");
    await officer.presses("Gửi tự chấm");
    const sent = only(await other.presses("Điểm theo bảng tiêu chí"));
    expect(sent.image).toBeDefined();
    expect(lines(sent).slice(0, 4)).toEqual([
      "Điểm theo bảng tiêu chí, tạm tính đến 12/06/2019",
      "Bảng chấm thử",
      "Theo điểm thẩm định; dòng chưa thẩm định theo điểm tự chấm đã gửi.",
      "1. SNV Vĩnh Phúc · 29,78",
    ]);
    await head.says("/thamdinh");
    await head.presses("SNV Vĩnh Phúc · Đã nộp");
    await head.presses("Thẩm định tiếp");
    await head.presses("Đồng ý: 10 điểm");
    await head.says("không đạt");
    expect(lines(only(await other.presses("Điểm theo bảng tiêu chí")))[3]).toBe("1. SNV Vĩnh Phúc · 19,78");

    // Not ranked: the reason is for the publication.
    await head.says("/thamdinh");
    await head.presses("SNV Vĩnh Phúc · Đã nộp");
    await head.presses("Không xếp hạng");
    await head.presses("Đang bị xem xét kỷ luật");
    expect(lines(only(await other.presses("Điểm theo bảng tiêu chí")))[3]).toBe(
      "– SNV Vĩnh Phúc · 19,78 · không xếp hạng",
    );

    await talk.store.db.clusterYear.updateMany({ data: { provisionalVisible: false } });
    expect(only(await other.presses("Điểm theo bảng tiêu chí")).text).toBe(
      "Kết quả theo bảng tiêu chí chưa công bố.",
    );
    await head.says("/diem");
    expect(lines(only(await head.presses("Điểm theo bảng tiêu chí")))[0]).toContain("tạm tính");
  });

  it("as of a past day is the publication that was in force then", async () => {
    await finished();
    await head.says("/thamdinh");
    await head.presses("Công bố điểm");
    await head.presses("Công bố");
    await talk.clock.to("2019-06-14T09:00");
    await head.says("/thamdinh");
    await head.presses("SNV Vĩnh Phúc · Đã công bố");
    await head.presses("Từng dòng");
    await head.presses("II.2 · chưa có · Hội đồng đánh giá");
    await head.says("9");
    await head.says("/thamdinh");
    await head.presses("Công bố điểm");
    await head.presses("Công bố lại");
    await head.says("bổ sung điểm của hội đồng");
    await talk.clock.to("2019-06-17T09:00");
    await officer.sees();
    const lineOf = async (text: string) => lines(last(await officer.says(text)))[0];
    expect(await lineOf("/diem ngày 11/6")).toBe(
      "Đến hết ngày 11/06/2019, kết quả theo bảng tiêu chí chưa công bố.",
    );
    expect(await lineOf("/diem ngày 13/6")).toBe("Kết quả chấm điểm năm 2019, công bố lần 1 ngày 12/06/2019");
    const second = last(await officer.says("/diem ngày 14/6"));
    expect(lines(second).slice(0, 4)).toEqual([
      "Kết quả chấm điểm năm 2019, công bố lần 2 ngày 14/06/2019",
      "Bảng chấm thử",
      "Lý do: bổ sung điểm của hội đồng",
      "1. SNV Vĩnh Phúc · 38,78 · Tốt",
    ]);
    expect(second.image).toBeDefined();
  });
});
