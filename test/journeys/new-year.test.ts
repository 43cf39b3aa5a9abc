import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { standStillUntil } from "../support/later.ts";
import { only, startTalk, type Talk } from "../support/talk.ts";

let talk: Talk;
beforeEach(async () => {
  talk = await startTalk();
}, 60_000);
afterEach(() => talk.stop());

const db = () => talk.store.db;
const lines = (text: string) => text.split("\n");
const year = (number: number) => db().clusterYear.findFirstOrThrow({ where: { year: number } });
const unitNamed = (shortName: string) => db().unit.findFirstOrThrow({ where: { shortName } });

/** The year 2020: Hải Phòng leads, Ninh Bình has left, reports are due on the 20th. */
async function next(): Promise<void> {
  const old = await year(2019);
  const members = await db().membership.findMany({
    where: { clusterYearId: old.id },
    include: { unit: true },
  });
  await db().clusterYear.create({
    data: {
      clusterId: old.clusterId,
      year: 2020,
      headUnitId: (await unitNamed("SNV Hải Phòng")).id,
      registrationFrom: "2020-01-01",
      registrationTo: "2020-07-31",
      reportDueDay: 20,
      createdAt: new Date("2019-12-20T02:00:00Z"),
      memberships: {
        create: members
          .filter(({ unit }) => unit.shortName !== "SNV Ninh Bình")
          .map(({ unitId, position }) => ({ unitId, position })),
      },
    },
  });
}

/** The unit has sent what was due before December. */
async function reportedUpToNovember(shortName: string): Promise<void> {
  const { id: clusterYearId } = await year(2019);
  const { id: unitId } = await unitNamed(shortName);
  for (const month of ["06", "07", "08", "09", "10", "11"])
    await db().monthlyReport.create({
      data: {
        clusterYearId,
        unitId,
        month: `2019-${month}`,
        sentAt: new Date(`2019-${month}-20T02:00:00Z`),
        figures: '{"targets":[],"rank":null,"points":null}',
      },
    });
}

const officer = () => talk.person("VP", "focalOfficial");
const reports = () =>
  db().monthlyReport.findMany({ where: { month: "2019-12" }, include: { clusterYear: true } });

describe("December's report in January, when the next year has begun", () => {
  beforeEach(async () => {
    await next();
    await reportedUpToNovember("SNV Vĩnh Phúc");
    await officer().says("CT2 thêm 40 hồ sơ");
    // From here on nothing that is due is left out.
    await talk.clock.to("2019-06-12T08:05");
    await standStillUntil(talk, "2020-01-06T09:00");
  }, 60_000);

  it("is shown, sent, attested and taken back in its own year", async () => {
    const preview = only(await officer().says("gửi báo cáo tháng 12"));
    expect(lines(preview.text).slice(0, 4)).toEqual([
      "Báo cáo tháng 12/2019, Sở Nội vụ Vĩnh Phúc",
      "Chưa nộp · hạn 17:00 Thứ Tư 25/12/2019 (quá hạn 7 ngày làm việc)",
      "CT1 Nhiệm vụ được giao hoàn thành đúng hạn: 74% (kế hoạch 95%, đạt 77,9% kế hoạch)",
      "CT2 Số hóa hồ sơ cán bộ: 600/1.200 hồ sơ (50%)",
    ]);
    expect(preview.text).toContain("Số liệu đến hết ngày 31/12/2019.");

    const sent = only(await officer().presses("Gửi báo cáo"));
    expect(lines(sent.text)[0]).toContain(
      "Đã gửi báo cáo tháng 12/2019 của Sở Nội vụ Vĩnh Phúc lúc 09:00 Thứ Hai 06/01/2020: nộp chậm 12 ngày",
    );
    expect((await reports()).map((each) => each.clusterYear.year)).toEqual([2019]);

    const leader = talk.person("VP", "unitLeader");
    expect(lines(only(await leader.presses("Xem báo cáo")).text)).toContain(
      "CT2 Số hóa hồ sơ cán bộ: 600/1.200 hồ sơ (50%)",
    );
    expect(only(await leader.presses("Xác nhận")).text).toBe(
      "Đã xác nhận báo cáo tháng 12/2019 của Sở Nội vụ Vĩnh Phúc.",
    );

    expect(lines(only(await officer().says("/baocao")).text)[0]).toBe(
      "Báo cáo tháng 1/2020, Sở Nội vụ Vĩnh Phúc",
    );
    await officer().says("gửi báo cáo tháng 12");
    expect(only(await officer().presses("Hoàn tác")).text).toBe("Đã hoàn tác: gửi báo cáo tháng 12/2019");
    expect((await reports()).map((each) => each.voidedAt !== null)).toEqual([true]);
  });

  it("is what a reminder's button and /baocao ask for first", async () => {
    await talk.clock.to("2020-01-14T08:05");
    const digest = (await officer().sees()).findLast((each) => each.buttons.includes("Gửi báo cáo tháng"));
    expect(digest?.text).toContain("Báo cáo tháng 12");
    for (const asked of [await officer().presses("Gửi báo cáo tháng"), await officer().says("/baocao")])
      expect(lines(only(asked).text)[0]).toBe("Báo cáo tháng 12/2019, Sở Nội vụ Vĩnh Phúc");
    expect(only(await officer().says("gửi")).text).toContain("Đã gửi báo cáo tháng 12/2019");
  }, 60_000);

  it("is followed up by both heads, and read by that year's", async () => {
    const [old, present] = [talk.person("HN", "focalOfficial"), talk.person("HP", "focalOfficial")];
    await officer().says("gửi báo cáo tháng 12");
    await officer().presses("Gửi báo cáo");
    for (const head of [old, present])
      expect(lines(only(await head.says("lập báo cáo tháng 12")).text).slice(0, 2)).toEqual([
        "Báo cáo tháng 12/2019, Cụm Bắc Bộ · hạn 17:00 Thứ Tư 25/12/2019",
        "Nộp chậm 1/11: SNV Vĩnh Phúc (12 ngày).",
      ]);
    expect(only(await officer().says("báo cáo tháng 12 của Nam Định")).text).toBe(
      "Báo cáo của đơn vị khác chỉ đơn vị cụm trưởng xem được.",
    );
    expect(only(await present.says("báo cáo tháng 12 của Vĩnh Phúc")).text).toBe(
      "Báo cáo của đơn vị khác chỉ đơn vị cụm trưởng xem được.",
    );
    expect(lines(only(await old.says("báo cáo tháng 12 của Vĩnh Phúc")).text)[0]).toContain(
      "Báo cáo tháng 12/2019 của Sở Nội vụ Vĩnh Phúc đã gửi lúc 09:00 Thứ Hai 06/01/2020",
    );
  });

  it("takes figures of that year that are given with their day", async () => {
    const told = only(await officer().says("CT2 700 ngày 28/12"));
    expect(lines(told.text)[0]).toContain("CT2 Số hóa hồ sơ cán bộ: 600 → 700/1.200 hồ sơ (58,3%)");
    expect(lines(told.text)[0]).toContain("số liệu ngày 28/12/2019");
    expect(lines(told.text).at(-1)).toBe("Số liệu này thuộc năm thi đua 2019.");
    expect(told.buttons).toEqual(["Hoàn tác", "Gửi báo cáo tháng"]);
    const preview = only(await officer().presses("Gửi báo cáo tháng"));
    expect(lines(preview.text)[0]).toBe("Báo cáo tháng 12/2019, Sở Nội vụ Vĩnh Phúc");
    expect(preview.text).toContain("CT2 Số hóa hồ sơ cán bộ: 700/1.200 hồ sơ (58,3%)");
    expect(lines(preview.text)).toContain(
      "Bổ sung số liệu năm 2019, đồng chí nhắn kèm ngày, ví dụ: CT1 80% ngày 31/12/2019",
    );
    expect(only(await officer().presses("Hoàn tác")).text).toContain("700 → 600/1.200 hồ sơ");

    // What was wrong with it is put right in its own year.
    await officer().says("CT2 700 ngày 28/12");
    await officer().says("sai rồi");
    expect(lines(only(await officer().says("750")).text)[0]).toContain("750/1.200 hồ sơ");
    expect(only(await officer().says("sửa thành 760")).text).toContain("760/1.200 hồ sơ");
    await officer().says("sai rồi");
    expect(only(await officer().says("hủy")).text).toContain("760 → 750/1.200 hồ sơ");
    await officer().says("hoàn tác");
    expect(only(await officer().says("hoàn tác")).text).toContain("→ 600/1.200 hồ sơ");
    await officer().says("CT2 thêm 590 hồ sơ ngày 28/12");
    expect(lines(only(await officer().says("là tổng")).text)[0]).toContain("590/1.200 hồ sơ");
    await officer().says("hoàn tác");

    // Nothing half-understood is recorded, and a figure without a day is one of the new year.
    expect(only(await officer().says("CT1 80% tháng 12")).text).toBe(
      "Tôi chưa ghi gì. Với số liệu năm 2019, đồng chí nhắn mã chỉ tiêu, số và ngày, ví dụ: CT1 80% ngày 31/12/2019",
    );
    expect(only(await officer().says("CT2 700")).text).toContain("Đơn vị chưa có chỉ tiêu nào để báo");
    await officer().says("đăng ký chỉ tiêu: số hóa 120 hồ sơ trước 30/9");
    await officer().says("ok");
    expect(only(await officer().says("CT1 chắc 90 hồ sơ trước 30/9")).text).not.toContain("2019");
    expect(lines(only(await officer().says("CT1 20 hồ sơ hôm qua")).text)[0]).toContain("20/120 hồ sơ");
    expect(await db().progressEntry.count({ where: { voidedAt: null, clusterYear: { year: 2020 } } })).toBe(
      1,
    );
    await standStillUntil(talk, "2020-05-04T09:00");
    expect(only(await officer().says("CT2 700 ngày 28/12/2019")).text).not.toContain("Đã ghi");
  });

  it("is summed up, and published by the head who led the year", async () => {
    await talk.clock.to("2020-01-06T09:30");
    const [old, present] = [talk.person("HN", "focalOfficial"), talk.person("HP", "focalOfficial")];
    await old.sees();
    expect(only(await old.presses("Công bố tháng 12/2019")).text).toContain("tháng 12/2019");
    const published = only(await old.presses("Công bố"));
    expect(published.text).toContain("Đã công bố kết quả tháng 12/2019");
    await present.sees();
    for (const shown of [
      await present.presses("Bảng xếp hạng tháng 12/2019"),
      await present.says("xếp hạng tháng 12"),
    ])
      expect(only(shown).text).toContain("tháng 12/2019");
    expect(only(await present.says("xếp hạng")).text).toContain("Tạm tính đến 06/01/2020");
  }, 60_000);

  it("of a unit that has left is still taken; it has none in the new year", async () => {
    const left = talk.person("NB", "focalOfficial");
    expect(lines(only(await left.says("gửi báo cáo tháng 12")).text)[0]).toContain(
      "Đơn vị còn thiếu báo cáo",
    );
    expect(only(await left.presses("Gửi báo cáo")).text).toContain("Đã gửi báo cáo tháng 12/2019");
    expect(only(await left.says("gửi báo cáo tháng 1")).text).toBe(
      "Sở Nội vụ Ninh Bình không thuộc Cụm thi đua Sở Nội vụ các tỉnh, thành Bắc Bộ năm 2020 nên không có báo cáo tháng của năm ấy.",
    );
  });

  it("is not taken after April, and can still be read", async () => {
    await officer().says("gửi báo cáo tháng 12");
    await officer().presses("Gửi báo cáo");
    await standStillUntil(talk, "2020-05-04T09:00");
    expect(lines(only(await officer().presses("Xem báo cáo")).text)[0]).toContain("đã gửi lúc 09:00");
    expect(only(await talk.person("ND", "focalOfficial").says("gửi báo cáo tháng 12/2019")).text).toBe(
      "Báo cáo tháng 12/2019 chỉ nhận đến hết tháng 4/2020.",
    );
  });
});

describe("a broadcast that was booked in December for January", () => {
  it("stays that year's head's, who stops it on New Year's Day", async () => {
    await next();
    await standStillUntil(talk, "2019-12-31T09:00");
    const head = talk.person("HN", "focalOfficial");
    await head.says("/thongbao Họp tổng kết năm");
    await head.presses("Tất cả 11 đơn vị");
    await head.presses("08:00 Thứ Năm 02/01");
    await talk.clock.to("2020-01-01T09:00");
    const state = async () => (await db().broadcast.findFirstOrThrow()).state;
    const lead = async (shortName: string) =>
      db().clusterYear.update({
        where: { id: (await year(2019)).id },
        data: { headUnitId: (await unitNamed(shortName)).id },
      });
    await lead("SNV Nam Định");
    expect(only(await head.presses("Hủy gửi")).text).toBe("Việc này do đơn vị cụm trưởng thực hiện.");
    expect(await state()).toBe("scheduled");
    await lead("SNV Hà Nội");
    expect((await head.presses("Hủy gửi")).at(-1)?.text).toContain("Thông báo số 1");
    expect(await state()).toBe("cancelled");
  }, 60_000);
});

describe("a year that nobody has opened", () => {
  const head = () => talk.person("HN", "focalOfficial");

  it("is opened by the head at /donvi in December, and begins on New Year's Day", async () => {
    expect(only(await head().says("/donvi")).buttons).not.toContain("Mở năm 2020");
    await standStillUntil(talk, "2019-12-02T09:00");
    const shown = only(await head().says("/donvi"));
    expect(lines(shown.text)).toContain("Năm thi đua 2020 chưa mở.");
    expect(shown.buttons.at(-1)).toBe("Mở năm 2020");
    const member = only(await officer().says("/donvi"));
    expect(member.text).not.toContain("2020");
    expect(member.buttons).toEqual([]);

    const asked = only(await head().presses("Mở năm 2020"));
    expect(asked.text).toBe("Đơn vị nào là cụm trưởng năm 2020?");
    expect(asked.buttons[0]).toBe("Sở Nội vụ Hà Nội (năm 2019)");
    // Nobody could name a head then: there may be no operator.
    expect(asked.buttons.slice(-2)).toEqual(["Xem tiếp", "Hủy"]);
    const preview = only(await head().presses("Sở Nội vụ Hải Phòng"));
    expect(lines(preview.text)).toEqual([
      "Sẽ mở năm thi đua 2020, Cụm Bắc Bộ: 11 đơn vị, hạn báo cáo và thiết lập như năm 2019.",
      "Đơn vị cụm trưởng: Sở Nội vụ Hải Phòng",
      "Chỉ tiêu đăng ký mới; số liệu năm 2019 giữ nguyên, báo cáo tháng còn thiếu nhận đến hết tháng 4/2020.",
    ]);
    expect(await db().clusterYear.count()).toBe(1);
    const again = preview.buttons[0] ?? "";
    expect(lines(only(await head().presses(again)).text)).toEqual([
      "Đã mở năm thi đua 2020, Cụm Bắc Bộ: 11 đơn vị.",
      "Đơn vị cụm trưởng: Sở Nội vụ Hải Phòng",
      "Đăng ký chỉ tiêu: từ 01/01/2020 đến hết 31/07/2020",
      "Trước ngày 01/01/2020 mọi việc vẫn theo năm 2019.",
    ]);
    expect(only(await head().presses(again)).text).toBe("Năm thi đua 2020 đã mở rồi.");
    expect(await db().clusterYear.count()).toBe(2);

    // Until it begins its head can still be changed, by whoever leads now.
    const opened = only(await head().says("/donvi"));
    expect(lines(opened.text)).toContain("Năm thi đua 2020 đã mở; đơn vị cụm trưởng: Sở Nội vụ Hải Phòng.");
    await head().presses("Chọn đơn vị cụm trưởng năm 2020");
    expect(only(await head().presses("Sở Nội vụ Vĩnh Phúc")).text).toBe(
      "Năm thi đua 2020 đã mở; đơn vị cụm trưởng: Sở Nội vụ Vĩnh Phúc.",
    );
    const refused = "Việc này do đơn vị cụm trưởng thực hiện.";
    expect(only(await officer().says("/duyet")).text).toBe(refused);
    const page = async () => (await fetch(`${talk.url}/web/state`)).json();
    expect(await page()).toMatchObject({ cluster: { year: 2019 }, headUnit: "Sở Nội vụ Hà Nội" });

    await standStillUntil(talk, "2020-01-02T09:00");
    expect(await page()).toMatchObject({ cluster: { year: 2020 }, headUnit: "Sở Nội vụ Vĩnh Phúc" });
    expect(only(await head().says("/duyet")).text).toBe(refused);
    expect(only(await officer().says("/duyet")).text).toBe("Không có chỉ tiêu nào chờ duyệt.");
    expect(lines(only(await officer().says("/donvi")).text)[1]).toContain("năm 2020");
    expect(only(await officer().says("đăng ký chỉ tiêu: số hóa 120 hồ sơ trước 30/9")).text).toContain(
      "Chỉ tiêu mới CT1",
    );
  });

  it("is in the summary that the head gets in December, until it is opened", async () => {
    const notOpen = "Năm thi đua 2020 chưa mở; đồng chí chọn đơn vị cụm trưởng và mở năm 2020 ở /donvi.";
    const summaries = async () =>
      (await head().sees())
        .map((each) => lines(each.text))
        .filter(([first]) => first?.startsWith("Tổng hợp tháng"));
    await talk.clock.to("2019-06-12T08:05");
    await standStillUntil(talk, "2019-12-02T07:00");
    await talk.clock.to("2019-12-02T08:05");
    const all = await summaries();
    expect(all.filter((each) => each.includes(notOpen)).map((each) => each[0])).toEqual([
      "Tổng hợp tháng 11/2019, Cụm Bắc Bộ",
    ]);
    expect(all.map((each) => each[0])).toContain("Tổng hợp tháng 10/2019, Cụm Bắc Bộ");
    expect((await officer().sees()).map((each) => each.text).join("\n")).not.toContain("2020");

    await head().says("/donvi");
    await head().presses("Mở năm 2020");
    await head().presses("Sở Nội vụ Vĩnh Phúc");
    await head().presses("Mở năm 2020");
    // A unit that comes now is one of the new year's as well.
    await head().says("/donvi");
    await head().presses("Thêm đơn vị");
    await head().says("Sở Nội vụ Mới");
    await head().presses("Thêm 1 đơn vị");
    const { id } = await year(2020);
    expect(
      (
        await db().membership.findMany({
          where: { clusterYearId: id },
          include: { unit: true },
          orderBy: { position: "asc" },
        })
      )
        .map(({ unit, since }) => [unit.name, since])
        .slice(-2),
    ).toEqual([
      ["Sở Nội vụ Ninh Bình", null],
      ["Sở Nội vụ Mới", null],
    ]);
    await head().sees();
    await standStillUntil(talk, "2020-01-02T07:00");
    await talk.clock.to("2020-01-02T08:05");
    const [december = []] = await summaries();
    expect(december[0]).toBe("Tổng hợp tháng 12/2019, Cụm Bắc Bộ");
    expect(december).not.toContain(notOpen);
  }, 60_000);

  it("is opened by the operator, who may name its head later", async () => {
    const operator = talk.phone("operator");
    await standStillUntil(talk, "2020-01-06T09:00");
    await operator.says("/donvi");
    await operator.presses("Mở năm 2020");
    expect(lines(only(await operator.presses("Chọn sau")).text)[1]).toBe("Chưa chọn đơn vị cụm trưởng.");
    await operator.presses("Mở năm 2020");
    expect((await year(2020)).headUnitId).toBe(null);
    await operator.says("/donvi");
    await operator.presses("Chọn đơn vị cụm trưởng");
    await operator.presses("Sở Nội vụ Vĩnh Phúc");
    expect((await year(2020)).headUnitId).toBe((await unitNamed("SNV Vĩnh Phúc")).id);
    expect((await year(2019)).headUnitId).toBe((await unitNamed("SNV Hà Nội")).id);
  });

  it("is not opened by who no longer leads when the button is pressed", async () => {
    await standStillUntil(talk, "2019-12-02T09:00");
    await head().says("/donvi");
    await head().presses("Mở năm 2020");
    await db().clusterYear.updateMany({ data: { headUnitId: (await unitNamed("SNV Hải Phòng")).id } });
    expect(only(await head().presses("Sở Nội vụ Vĩnh Phúc")).text).toBe(
      "Việc này do người vận hành hoặc đơn vị cụm trưởng thực hiện.",
    );
    expect(await db().clusterYear.count()).toBe(1);
  });

  it("takes no registration and no report after New Year, and says who opens it", async () => {
    await standStillUntil(talk, "2020-01-06T09:00");
    const notOpen = "Năm thi đua 2020 chưa mở; đơn vị cụm trưởng hoặc người vận hành mở ở /donvi.";
    expect(only(await officer().says("đăng ký chỉ tiêu: số hóa 120 hồ sơ trước 30/9")).text).toBe(notOpen);
    expect(only(await officer().says("gửi báo cáo tháng 1")).text).toBe(
      "Chưa gửi báo cáo tháng 1/2020 được vì năm thi đua 2020 chưa mở; đơn vị cụm trưởng hoặc người vận hành mở ở /donvi.",
    );
    expect(lines(only(await officer().says("/donvi")).text)).toContain(notOpen);
  });

  it("leaves what is reported in the old year, where December's report has it", async () => {
    await reportedUpToNovember("SNV Vĩnh Phúc");
    await standStillUntil(talk, "2020-01-06T09:00");
    const told = only(await officer().says("CT2 700"));
    expect(lines(told.text)[0]).toContain("560 → 700/1.200 hồ sơ (58,3%)");
    expect(lines(told.text)[0]).toContain("số liệu ngày 31/12/2019");
    expect(lines(told.text).at(-1)).toBe(
      "Số liệu này ghi vào năm 2019 vì năm thi đua 2020 chưa mở; đơn vị cụm trưởng hoặc người vận hành mở ở /donvi.",
    );
    expect(only(await officer().says("gửi báo cáo tháng 12")).text).toContain(
      "CT2 Số hóa hồ sơ cán bộ: 700/1.200 hồ sơ (58,3%)",
    );

    // Opened late, the new year counts from that moment, and what was undone a minute ago still can be.
    await head().says("/donvi");
    await head().presses("Mở năm 2020");
    await head().presses("Sở Nội vụ Hà Nội (năm 2019)");
    expect(lines(only(await head().presses("Mở năm 2020")).text)).toEqual([
      "Đã mở năm thi đua 2020, Cụm Bắc Bộ: 11 đơn vị.",
      "Đơn vị cụm trưởng: Sở Nội vụ Hà Nội",
      "Đăng ký chỉ tiêu: từ 01/01/2020 đến hết 31/07/2020",
    ]);
    expect(only(await officer().says("hoàn tác")).text).toContain("700 → 560/1.200 hồ sơ");
  });
});
