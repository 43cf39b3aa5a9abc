import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { only, startTalk, type Talk } from "../support/talk.ts";

const sample = "SỐ LIỆU GIẢ ĐỊNH để trình diễn, không phải chỉ tiêu thật của các đơn vị";
const lines = (text: string) => text.split("\n");

let talk: Talk;
const open = async () => {
  talk = await startTalk();
};
const close = () => talk.stop();

const officer = () => talk.person("VP", "focalOfficial");
const reports = () => talk.store.db.monthlyReport.findMany({ where: { month: "2019-06" } });

describe("the month's report", () => {
  beforeEach(open);
  afterEach(close);

  it("shows the figures as they stand, is confirmed, frozen, and attested by the leader", async () => {
    const preview = only(await officer().says("gui bao cao thang 6"));
    expect(lines(preview.text)).toEqual([
      "Báo cáo tháng 6/2019, Sở Nội vụ Vĩnh Phúc",
      "Chưa nộp · hạn 17:00 Thứ Ba 25/06/2019 (còn 9 ngày làm việc)",
      "CT1 Nhiệm vụ được giao hoàn thành đúng hạn: 74% (kế hoạch 95%, đạt 77,9% kế hoạch)",
      "CT2 Số hóa hồ sơ cán bộ: 560/1.200 hồ sơ (46,7%)",
      "CT3 Hồ sơ giải quyết đúng hạn: 70% (kế hoạch 97%, đạt 72,2% kế hoạch)",
      "CT4 Kiểm tra công vụ: 4/10 cuộc (40%)",
      "CT5 Sinh hoạt chuyên đề học tập và làm theo Bác: chưa hoàn thành",
      "CT6 Danh hiệu tập thể đăng ký: Tập thể lao động xuất sắc",
      "Trong kỳ chưa có số liệu mới: CT1, CT2, CT3, CT4, CT5.",
      "Số liệu đến 08:00 Thứ Tư 12/06/2019.",
      "Đồng chí gửi báo cáo tháng 6/2019 với số liệu này?",
      sample,
    ]);
    expect(preview.buttons).toEqual(["Gửi báo cáo", "Hủy"]);
    expect(await reports()).toEqual([]);

    await officer().says("CT5 xong");
    expect(lines(only(await officer().says("gửi báo cáo tháng 6")).text)).toContain(
      "CT5 Sinh hoạt chuyên đề học tập và làm theo Bác: đã hoàn thành · thiếu minh chứng",
    );
    await officer().says("hoàn tác");
    await officer().says("gửi báo cáo tháng 6");

    await talk.person("VP", "unitLeader").sees();
    const sent = only(await officer().presses("Gửi báo cáo"));
    expect(lines(sent.text)).toEqual([
      "Đã gửi báo cáo tháng 6/2019 của Sở Nội vụ Vĩnh Phúc lúc 08:00 Thứ Tư 12/06/2019: đúng hạn.",
      "Số liệu báo sau lúc này không vào báo cáo tháng 6/2019.",
      "Tôi đã gửi lãnh đạo đơn vị xác nhận.",
    ]);
    expect(sent.buttons).toEqual(["Hoàn tác", "Xem báo cáo", "Xếp hạng"]);

    const leader = talk.person("VP", "unitLeader");
    const asked = only(await leader.sees());
    expect(asked.text).toBe(
      "Cán bộ đầu mối, Sở Nội vụ Vĩnh Phúc đã gửi báo cáo tháng 6/2019 của Sở Nội vụ Vĩnh Phúc lúc 08:00 Thứ Tư 12/06/2019. Đề nghị đồng chí xem và xác nhận.",
    );
    expect(asked.buttons).toEqual(["Xác nhận", "Xem báo cáo"]);
    expect(only(await leader.presses("Xác nhận")).text).toBe(
      "Đã xác nhận báo cáo tháng 6/2019 của Sở Nội vụ Vĩnh Phúc.",
    );
    expect(only(await leader.presses("Xác nhận")).text).toBe(
      "Báo cáo tháng 6/2019 của Sở Nội vụ Vĩnh Phúc đã được xác nhận lúc 08:00 Thứ Tư 12/06/2019 (Lãnh đạo, Sở Nội vụ Vĩnh Phúc).",
    );
    expect((await reports()).map((each) => each.attestedAt !== null)).toEqual([true]);

    // What is reported afterwards is not part of it.
    await officer().says("CT1 80%");
    const seen = only(await officer().presses("Xem báo cáo"));
    expect(lines(seen.text).at(-1)).toBe("Lãnh đạo đơn vị đã xác nhận.");
    expect(seen.text).toContain("CT1 Nhiệm vụ được giao hoàn thành đúng hạn: 74%");
  });

  it("is sent once; a second time says when and by whom", async () => {
    await officer().says("/baocao");
    await officer().presses("Gửi báo cáo");
    for (const again of [
      await officer().presses("Gửi báo cáo"),
      await officer().says("nộp báo cáo tháng 6"),
    ]) {
      expect(lines(only(again).text)).toEqual([
        "Báo cáo tháng 6/2019 của Sở Nội vụ Vĩnh Phúc đã gửi lúc 08:00 Thứ Tư 12/06/2019 (Cán bộ đầu mối, Sở Nội vụ Vĩnh Phúc): đúng hạn.",
        "Lãnh đạo đơn vị chưa xác nhận.",
        "Mỗi tháng gửi một lần. Cần sửa thì người gửi hoàn tác trong 24 giờ, trước khi tháng khóa sổ, rồi gửi lại.",
      ]);
      expect(only(again).buttons).toEqual(["Xem báo cáo", "Hoàn tác"]);
    }
    expect(await reports()).toHaveLength(1);
    const leader = talk.person("VP", "unitLeader");
    expect(only(await leader.says("/baocao")).buttons).toEqual(["Xem báo cáo"]);
  });

  it("is answered by words, and left alone by hủy", async () => {
    await officer().says("/baocao");
    expect(only(await officer().presses("Hủy")).text).toBe("Chưa gửi báo cáo tháng 6/2019.");
    await officer().says("/baocao");
    expect(only(await officer().says("thôi")).text).toBe("Chưa gửi báo cáo tháng 6/2019.");
    expect(await reports()).toEqual([]);
    await officer().says("/baocao");
    expect(only(await officer().says("đồng ý")).text).toContain("Đã gửi báo cáo tháng 6/2019");
  });

  it("is shown again when a figure changed before it was sent", async () => {
    await officer().says("/baocao");
    await officer().says("CT2 700");
    const answer = only(await officer().presses("Gửi báo cáo"));
    expect(lines(answer.text)[0]).toBe("Số liệu vừa thay đổi. Đồng chí xem lại trước khi gửi:");
    expect(answer.text).toContain("700/1.200 hồ sơ");
    expect(await reports()).toEqual([]);
    expect(only(await officer().presses("Gửi báo cáo")).text).toContain("Đã gửi báo cáo tháng 6/2019");
  });

  it("is attested at once when a leader sends it", async () => {
    const leader = talk.person("VP", "unitLeader");
    await leader.says("/baocao");
    expect(only(await leader.presses("Gửi báo cáo")).text).toContain(
      "Lãnh đạo đơn vị gửi nên báo cáo được xác nhận luôn.",
    );
    expect((await reports()).map((each) => each.attestedById === each.sentById)).toEqual([true]);
  });

  it("that comes after its hour is late, computed from when it came", async () => {
    await talk.clock.to("2019-06-25T17:01");
    expect(lines(only(await officer().says("/baocao")).text)[1]).toBe(
      "Chưa nộp · hạn 17:00 Thứ Ba 25/06/2019 (đã quá giờ nộp)",
    );
    await talk.clock.to("2019-06-27T09:00");
    expect(lines(only(await officer().says("/baocao")).text)[1]).toBe(
      "Chưa nộp · hạn 17:00 Thứ Ba 25/06/2019 (quá hạn 2 ngày làm việc)",
    );
    expect(lines(only(await officer().presses("Gửi báo cáo")).text)[0]).toBe(
      "Đã gửi báo cáo tháng 6/2019 của Sở Nội vụ Vĩnh Phúc lúc 09:00 Thứ Năm 27/06/2019: nộp chậm 2 ngày.",
    );
  });

  it("that comes after a weekend says both the days that points count and the working days it was overdue", async () => {
    await talk.clock.to("2019-07-01T09:00");
    expect(lines(only(await officer().says("/baocao")).text)[1]).toBe(
      "Chưa nộp · hạn 17:00 Thứ Ba 25/06/2019 (quá hạn 4 ngày làm việc)",
    );
    expect(lines(only(await officer().presses("Gửi báo cáo")).text)[0]).toMatch(
      /: nộp chậm 6 ngày \(4 ngày làm việc\)\.$/,
    );
  });

  it("that is owed longest comes first, with a word about the others", async () => {
    await talk.clock.to("2019-07-11T09:00");
    const first = lines(only(await officer().says("/baocao")).text);
    expect(first[0]).toBe("Báo cáo tháng 6/2019, Sở Nội vụ Vĩnh Phúc");
    await talk.clock.to("2019-08-01T09:00");
    expect(lines(only(await officer().says("/baocao")).text).slice(0, 2)).toEqual([
      "Đơn vị còn thiếu báo cáo tháng 7/2019, đã quá hạn.",
      "Báo cáo tháng 6/2019, Sở Nội vụ Vĩnh Phúc",
    ]);
    expect(lines(only(await officer().says("gửi báo cáo tháng 7")).text).slice(0, 2)).toEqual([
      "Đơn vị còn thiếu báo cáo tháng 6/2019, đã quá hạn.",
      "Báo cáo tháng 7/2019, Sở Nội vụ Vĩnh Phúc",
    ]);
    await officer().says("/baocao");
    expect(only(await officer().presses("Gửi báo cáo")).text).toContain("Đã gửi báo cáo tháng 6/2019");
    expect(lines(only(await officer().says("/baocao")).text)[0]).toBe(
      "Báo cáo tháng 7/2019, Sở Nội vụ Vĩnh Phúc",
    );
    await officer().presses("Gửi báo cáo");
    expect(lines(only(await officer().says("/baocao")).text)[0]).toBe(
      "Báo cáo tháng 8/2019, Sở Nội vụ Vĩnh Phúc",
    );
  });

  it("of December is still asked for in January", async () => {
    const year = await talk.store.db.clusterYear.findFirstOrThrow();
    const unit = await talk.store.db.unit.findFirstOrThrow({ where: { code: "SNV-VP" } });
    const sent = { clusterYearId: year.id, unitId: unit.id, sentAt: new Date(), figures: "[]" };
    for (const month of ["2019-06", "2019-07", "2019-08", "2019-09", "2019-10", "2019-11"])
      await talk.store.db.monthlyReport.create({ data: { ...sent, month } });
    // Half a year goes by sooner where nobody is reminded of anything.
    await talk.store.db.target.updateMany({ data: { done: true } });
    await talk.store.db.role.updateMany({
      where: { unitId: { not: unit.id } },
      data: { endedAt: new Date() },
    });
    await talk.clock.to("2020-01-02T09:00");
    expect(lines(only(await officer().says("/baocao")).text)[0]).toBe(
      "Báo cáo tháng 12/2019, Sở Nội vụ Vĩnh Phúc",
    );
    expect(only(await officer().presses("Gửi báo cáo")).text).toContain("Đã gửi báo cáo tháng 12/2019");
    expect(only(await officer().says("/baocao")).text).toBe(
      "Năm thi đua 2019 không còn kỳ báo cáo nào phải gửi.",
    );
  });

  it("of a month that was closed has the figures of that month's end", async () => {
    const head = talk.person("HN", "focalOfficial");
    const preview = only(await head.says("gửi báo cáo tháng 3"));
    expect(lines(preview.text).slice(0, 4)).toEqual([
      "Báo cáo tháng 3/2019, Sở Nội vụ Hà Nội",
      "Chưa nộp · hạn 17:00 Thứ Hai 25/03/2019 (quá hạn 54 ngày làm việc)",
      "CT1 Nhiệm vụ được giao hoàn thành đúng hạn: 63% (kế hoạch 95%, đạt 66,3% kế hoạch)",
      "CT2 Số hóa hồ sơ cán bộ: 313/1.000 hồ sơ (31,3%)",
    ]);
    expect(preview.text).toContain("Số liệu đến hết ngày 31/03/2019.");
    expect(only(await head.presses("Gửi báo cáo")).buttons).toEqual(["Xem báo cáo", "Xếp hạng"]);
  });

  it("of a unit without targets holds no figures", async () => {
    await talk.store.db.target.updateMany({ data: { approval: "withdrawn" } });
    expect(lines(only(await officer().says("/baocao")).text).slice(2, 3)).toEqual([
      "Đơn vị chưa có chỉ tiêu nào nên báo cáo không có số liệu.",
    ]);
  });

  it("taken back can be sent again, and old buttons know it", async () => {
    await officer().says("/baocao");
    await officer().presses("Gửi báo cáo");
    const leader = talk.person("VP", "unitLeader");
    await leader.sees();
    await officer().presses("Hoàn tác");
    expect((await reports()).map((each) => each.voidedAt !== null)).toEqual([true]);
    expect(only(await leader.presses("Xác nhận")).text).toBe("Báo cáo tháng 6/2019 này đã được hoàn tác.");
    expect(only(await officer().says("/baocao")).buttons).toEqual(["Gửi báo cáo", "Hủy"]);
  });
});

describe("a report that is not sent", () => {
  beforeAll(open);
  afterAll(close);

  it("is refused for a month to come, another year and other periods", async () => {
    for (const [text, answer] of [
      ["gửi báo cáo tháng 7", "Tháng 7/2019 chưa đến nên chưa gửi báo cáo được."],
      ["gửi báo cáo tháng 12/2018", "Tháng 12/2018 không thuộc năm thi đua 2019."],
      ["gửi báo cáo quý 1", "Tôi nhận báo cáo theo tháng. Đồng chí nhắn, ví dụ: gửi báo cáo tháng 6"],
    ] as const) {
      expect(only(await officer().says(text)).text).toBe(answer);
    }
    expect(await reports()).toEqual([]);
  });

  it("of another unit is nobody's business but the head's", async () => {
    expect(only(await officer().says("báo cáo của Nam Định")).text).toBe(
      "Báo cáo của đơn vị khác chỉ đơn vị cụm trưởng xem được.",
    );
    const head = talk.person("HN", "focalOfficial");
    expect(only(await head.says("xem báo cáo tháng 5 của Nam Định")).text).toContain(
      "Báo cáo tháng 5/2019 của Sở Nội vụ Nam Định đã gửi lúc 09:00 Thứ Sáu 24/05/2019: đúng hạn.",
    );
    expect(only(await head.says("báo cáo của Nam Định")).text).toBe(
      "Sở Nội vụ Nam Định: chưa nộp báo cáo tháng 6/2019, hạn 17:00 Thứ Ba 25/06/2019.",
    );
    for (const viewer of [talk.phone("observer"), talk.phone("operator")]) {
      expect(only(await viewer.says("/baocao")).text).toBe(
        "Báo cáo tháng do đơn vị thành viên gửi. Đồng chí xem kết quả đã công bố ở /xephang.",
      );
    }
  });

  it("for the head also stands for the whole cluster", async () => {
    const head = talk.person("HN", "focalOfficial");
    expect(lines(only(await head.says("lập báo cáo tháng 5")).text)).toEqual([
      "Báo cáo tháng 5/2019, Cụm Bắc Bộ · hạn 17:00 Thứ Hai 27/05/2019",
      "Đã nộp đúng hạn 8/11: SNV Hà Nội, SNV Vĩnh Phúc, SNV Hải Phòng, SNV Hải Dương, SNV Quảng Ninh, SNV Hà Nam, SNV Nam Định, SNV Ninh Bình.",
      "Nộp chậm 3/11: SNV Bắc Ninh (7 ngày), SNV Hưng Yên (4 ngày), SNV Thái Bình (4 ngày).",
      "Xem báo cáo của một đơn vị, đồng chí nhắn, ví dụ: báo cáo của SNV Hà Nội",
    ]);
    await head.says("/baocao");
    expect(lines(only(await head.presses("Tình hình nộp báo cáo")).text)).toEqual([
      "Báo cáo tháng 6/2019, Cụm Bắc Bộ · hạn 17:00 Thứ Ba 25/06/2019",
      "Chưa nộp 11/11: SNV Hà Nội, SNV Vĩnh Phúc, SNV Hải Phòng, SNV Hải Dương, SNV Bắc Ninh, SNV Hưng Yên, SNV Quảng Ninh, SNV Hà Nam, SNV Nam Định, SNV Thái Bình, SNV Ninh Bình.",
    ]);
  });
});
