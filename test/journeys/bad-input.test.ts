import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { demoClusters } from "../../src/store/demo-files.ts";
import { issueJoinCode } from "../../src/store/invites.ts";
import type { Store } from "../../src/store/open.ts";
import { createPerson, giveRole } from "../../src/store/people.ts";
import { loadCluster } from "../../src/store/seed.ts";
import { registerTarget } from "../../src/store/targets.ts";
import { type Actor, type Seen, telegramWorld, type World, webWorld } from "./world.ts";

const said = (messages: Seen[]) => messages.map((each) => each.text).join("\n---\n");
const at = new Date("2019-06-12T01:00:00Z");

/** A cluster beside the sandbox's, with a target that waits and one that was reported on. */
async function anotherCluster(store: Store) {
  return store.transaction(async (tx) => {
    const file = demoClusters().find((each) => each.code === "K5-VPCP-2024");
    if (!file) throw new Error("no such cluster");
    const cluster = await loadCluster(tx, { ...file, year: 2019 }, "Asia/Ho_Chi_Minh", at);
    const [year, unit] = [cluster.years[0], cluster.units[1]];
    if (!year || !unit) throw new Error("the cluster is empty");
    const fields = { clusterYearId: year.id, unitId: unit.id, createdById: null, at, weight: "1" };
    const secret = { title: "Mục tiêu riêng của khối", direction: "higher", kind: "quantity" } as const;
    const target = await registerTarget(tx, {
      ...fields,
      ...secret,
      measure: "việc",
      plan: "10",
      dueOn: null,
    });
    const revision = await tx.targetRevision.findFirstOrThrow({ where: { targetId: target.id } });
    const person = await tx.person.create({
      data: { displayName: "Người của khối", noticeVersion: 1, agreedAt: at, createdAt: at },
    });
    const role = await giveRole(
      tx,
      person.id,
      { code: "focalOfficial", clusterId: cluster.id, unitId: unit.id },
      at,
    );
    const action = await tx.action.create({
      data: { personId: person.id, clusterYearId: year.id, kind: "progress", at },
    });
    const whose = { clusterYearId: year.id, unitId: unit.id, targetId: target.id, personId: person.id };
    await tx.progressEntry.create({
      data: {
        ...whose,
        op: "set",
        value: "4",
        total: "4",
        onDay: "2019-06-12",
        recordedAt: at,
        actionId: action.id,
      },
    });
    const evidence = await tx.evidence.create({
      data: {
        ...whose,
        sha256: "0".repeat(64),
        mediaType: "image/png",
        size: 1,
        createdAt: at,
        actionId: action.id,
      },
    });
    const report = await tx.monthlyReport.create({
      data: {
        clusterYearId: year.id,
        unitId: unit.id,
        month: "2019-05",
        sentAt: at,
        figures: JSON.stringify({ targets: [{ code: "CT1", title: secret.title, current: "4" }] }),
      },
    });
    const broadcast = await tx.broadcast.create({
      data: {
        clusterYearId: year.id,
        number: 1,
        byId: person.id,
        text: secret.title,
        audience: JSON.stringify({ kind: "all" }),
        sendAt: at,
        state: "started",
        createdAt: at,
      },
    });
    return { cluster, year, unit, target, revision, action, evidence, report, role, broadcast };
  });
}

/** What could be harmed: everything of a cluster that a button could change. */
async function stateOf(store: Store, clusterYearId: number): Promise<string> {
  const where = { where: { clusterYearId }, orderBy: { id: "asc" } } as const;
  const targets = await store.db.target.findMany(where);
  const ids = { in: targets.map((each) => each.id) };
  return JSON.stringify([
    targets,
    await store.db.targetRevision.findMany({ where: { targetId: ids }, orderBy: { id: "asc" } }),
    await store.db.progressEntry.findMany(where),
    await store.db.evidence.findMany(where),
    await store.db.action.findMany(where),
    await store.db.monthlyReport.findMany(where),
    await store.db.broadcast.findMany(where),
  ]);
}

/** Things that go wrong, one after the other: each gets a clear sentence, nothing is lost, nothing of others is seen. */
function badInput(channel: string, open: () => Promise<World>): void {
  describe(`bad input, on ${channel}`, () => {
    let world: World;
    let an: Actor;
    let binh: Actor;
    let chi: Actor;
    let other: Awaited<ReturnType<typeof anotherCluster>>;

    beforeAll(async () => {
      world = await open();
      an = await world.newcomer("<b>An</b> & Co");
      binh = await world.newcomer("Bình");
      chi = await world.newcomer("Chi");
      other = await anotherCluster(world.store);
    });
    afterAll(async () => {
      await world.stop();
    });

    const entries = () => world.store.db.progressEntry.count({ where: { personId: { not: null } } });
    const currentOf = async (number: number) =>
      (await world.store.db.target.findFirst({ where: { number, unit: { code: "SNV-VP" } } }))?.current;

    test("a stranger gets the same sentence, whatever they say, press or send", async () => {
      const sentence = said(await chi.says("CT3 85%"));
      expect(sentence).toContain("mã mời");
      for (const text of ["/xephang", "/duyet", "hủy", "có", "CT1 150 ho so"])
        expect(said(await chi.says(text))).toBe(sentence);
      expect(said(await chi.sendsPhoto(Uint8Array.from([0xff, 0xd8, 0xff])))).toBe(sentence);
      for (const data of ["undo:1", "targets:1", "approve:ok:1", "broadcast", "nonsense", "standings"]) {
        expect(said(await chi.forges(data))).not.toMatch(/CT\d|Vĩnh Phúc|hạng \d/);
      }
      expect(await world.store.db.person.count({ where: { displayName: "Chi" } })).toBe(0);
    });

    test("codes that admit nobody say why", async () => {
      for (const code of ["0000000000", "00000 00000", "000-000 0000"])
        expect(said(await an.says(code))).toContain("Mã này không đúng.");
      const issue = (made: Date, uses = 0) =>
        world.store.transaction(async (tx) => {
          const unit = await tx.unit.findFirstOrThrow({ where: { code: "SNV-VP" } });
          const whose = {
            clusterId: unit.clusterId,
            unitId: unit.id,
            role: "focalOfficial",
            issuedById: null,
          } as const;
          const code = await issueJoinCode(tx, whose, made);
          const newest = await tx.invite.findFirstOrThrow({ orderBy: { id: "desc" } });
          await tx.invite.update({ where: { id: newest.id }, data: { uses } });
          return code;
        });
      expect(said(await an.says(await issue(at, 2)))).toContain("Mã đã dùng đủ số người");
      expect(said(await an.says(`/start ${await issue(new Date("2019-05-01T00:00:00Z"))}`))).toContain(
        "hết hạn",
      );
      expect(await world.store.db.person.count({ where: { displayName: { contains: "An</b>" } } })).toBe(0);
    });

    test("a name with marks in it stays a name", async () => {
      await an.says(await world.invite("Sở Nội vụ Vĩnh Phúc", "focalOfficial"));
      expect(said(await an.pressesTwice("Đồng ý, tham gia"))).toContain("Đã tham gia: Sở Nội vụ Vĩnh Phúc.");
      expect(await world.store.db.role.count({ where: { person: { displayName: "<b>An</b> & Co" } } })).toBe(
        1,
      );
      await an.says("CT3 75%");
      await binh.says(await world.invite("Sở Nội vụ Hà Nội", "focalOfficial"));
      await binh.presses("Đồng ý, tham gia");
      await binh.says("chỉ tiêu của Vĩnh Phúc");
      expect(said(await binh.presses("CT3"))).toContain("75% · <b>An</b> & Co");
    });

    test("texts that are too long, marked for another direction, or full of nothing", async () => {
      expect(said(await an.says("a".repeat(10_000)))).toMatch(/^Tin nhắn dài quá|^Tôi chưa hiểu ý này/);
      expect(said(await an.says("CT3\u200b 7\u200d8\u2060%"))).toContain("75% → 78%");
      expect(said(await an.says("\u202eCT3 \u200f79%\u202c"))).toContain("78% → 79%");
      expect(said(await an.says("chỉ tiêu 3 được 80%".normalize("NFD")))).toContain("79% → 80%");
      const before = await entries();
      for (const text of [
        "\u200b\u200b",
        "....",
        "😀😀",
        "<b>CT3</b>",
        "' OR 1=1 --",
        "{{head}}",
        "/khongco",
      ]) {
        const answers = await an.says(text);
        expect(answers.length, text).toBeLessThanOrEqual(1);
      }
      expect(await entries()).toBe(before);
      expect(await currentOf(3)).toBe("80");
    });

    test("a figure no one can have", async () => {
      const before = await entries();
      for (const text of [
        "CT3 99999999999999999999%",
        "CT4 -5",
        "CT2 thêm -99999 hồ sơ",
        "CT2 1e9",
        "CT1 0,0,0",
      ]) {
        await an.says(text);
        await an.says("thôi");
      }
      expect(await entries()).toBe(before);
    });

    test("a file of 30 MB", async () => {
      const file = { name: "video.pdf", type: "application/pdf", bytes: new Uint8Array(30 * 1024 * 1024) };
      expect(said(await an.sendsFile(file))).toBe(
        "Tệp lớn hơn 20 MB nên tôi chưa nhận được. Đồng chí nén lại hoặc gửi ảnh chụp giúp tôi.",
      );
      expect(await world.store.db.evidence.count({ where: { unit: { code: "SNV-VP" } } })).toBe(0);
    });

    test("a button pressed twice works once", async () => {
      await an.says("CT2 thêm 10 hồ sơ");
      const answers = await an.pressesTwice("Hoàn tác");
      expect(answers).toHaveLength(2);
      expect(answers[0]?.text).toContain("570 → 560/1.200 hồ sơ");
      expect(answers[1]?.text).toContain("Việc này đã được hoàn tác lúc");
      expect(await currentOf(2)).toBe("560");
      await an.says("CT4 3");
      const chosen = await an.pressesTwice("Thêm 3, thành 7");
      expect(chosen[0]?.text).toContain("4 → 7/10 cuộc");
      expect(chosen[1]?.text).toBe("Nút này thuộc tin nhắn cũ, tôi không thực hiện nữa để tránh nhầm.");
      expect(await currentOf(4)).toBe("7");
    });

    test("a message delivered twice counts once", async () => {
      expect(await an.saysDeliveredTwice("CT2 thêm 15 hồ sơ")).toHaveLength(1);
      expect(await currentOf(2)).toBe("575");
    });

    test("buttons of another cluster show and change nothing", async () => {
      const { target, revision, action, evidence, unit, year, report, role, broadcast } = other;
      const before = await stateOf(world.store, year.id);
      const data = [
        `targets:${target.id}`,
        `targets:u:${unit.id}`,
        `targets:u:${unit.id}:0`,
        `progress:${target.id}`,
        `change:${target.id}`,
        `withdraw:${target.id}`,
        `undo:${action.id}`,
        `undo:${action.id}:${target.id}`,
        `evidence:${action.id}`,
        `evidence:not:${action.id}`,
        `evidence:both:${action.id}`,
        `evidence:for:${target.id}`,
        `evidence:unit:${unit.id}`,
        `evidence:target:${target.id}`,
        `evidence:show:${evidence.id}`,
        `approve:r:${revision.id}`,
        `approve:ok:${revision.id}`,
        `approve:fix:${revision.id}`,
        `approve:w:${revision.id}`,
        `approve:u:${unit.id}`,
        `approve:all:${unit.id}:${revision.id}`,
        `seeReport:${report.id}`,
        `attest:${report.id}`,
        `calls:unit:${unit.id}`,
        `invite:unit:${unit.id}`,
        `invite:make:${unit.id}:focalOfficial`,
        `role:${role.id}`,
        `broadcast:list:${broadcast.id}:all`,
      ];
      const forgeAll = async (who: Actor) => {
        for (const each of data) {
          const answers = await who.forges(each);
          expect(said(answers), each).not.toMatch(/Mục tiêu riêng|Người của khối/);
          expect(answers.length, each).toBeLessThanOrEqual(1);
        }
      };
      await Promise.all([forgeAll(an), forgeAll(binh)]);
      expect(await stateOf(world.store, year.id)).toBe(before);
    });

    test("nor does the head of another cluster here", async () => {
      await world.store.transaction(async (tx) => {
        const head = other.cluster.units.find((each) => each.id === other.year.headUnitId);
        if (!head) throw new Error("no head");
        const chat = await tx.address.findFirstOrThrow({ where: { title: "Chi" } });
        const person = await createPerson(tx, {
          displayName: "Chi",
          addressId: chat.id,
          noticeVersion: 1,
          now: at,
        });
        await giveRole(
          tx,
          person.id,
          { code: "focalOfficial", clusterId: other.cluster.id, unitId: head.id },
          at,
        );
      });
      const target = await world.store.db.target.findFirstOrThrow({
        where: { number: 3, unit: { code: "SNV-VP" } },
      });
      const before = await stateOf(world.store, target.clusterYearId);
      const revision = await world.store.db.targetRevision.findFirstOrThrow({
        where: { targetId: target.id },
      });
      const action = await world.store.db.action.findFirstOrThrow({
        where: { clusterYearId: target.clusterYearId },
      });
      // Her own cluster is open to her.
      expect(said(await chi.forges(`targets:u:${other.unit.id}`))).toContain("Mục tiêu riêng của khối");
      for (const data of [
        `targets:${target.id}`,
        `targets:u:${target.unitId}`,
        `approve:ok:${revision.id}`,
        `approve:u:${target.unitId}`,
        `approve:all:${target.unitId}:${revision.id}`,
        `invite:make:${target.unitId}:focalOfficial`,
        `calls:unit:${target.unitId}`,
        `undo:${action.id}`,
        `evidence:unit:${target.unitId}`,
        `evidence:target:${target.id}`,
        `progress:${target.id}`,
      ]) {
        const answers = await chi.forges(data);
        expect(said(answers), data).not.toMatch(/CT\d|Vĩnh Phúc/);
        expect(answers.length, data).toBeLessThanOrEqual(1);
      }
      for (const text of ["chỉ tiêu của Vĩnh Phúc", "CT3 99%", "xếp hạng Hà Nam"]) {
        expect(said(await chi.says(text)), text).not.toMatch(/Sở Nội vụ/);
      }
      expect(await stateOf(world.store, target.clusterYearId)).toBe(before);
    });

    test("buttons that are none", async () => {
      const before = await stateOf(world.store, other.year.id);
      const gone = "Nút này thuộc tin nhắn cũ, tôi không thực hiện nữa để tránh nhầm.";
      for (const data of [
        "x",
        "constructor",
        "__proto__",
        "toString:1",
        "ask",
        "ask:1:0",
        "undo:",
        "undo:-1",
        "undo:9e99",
        "undo:Infinity",
        "approve:ok:NaN",
        "targets:1.5",
        "progress:99999999999999999999",
      ]) {
        const answers = await binh.forges(data);
        expect(answers.length, data).toBe(1);
        if (!["undo:", "approve:ok:NaN"].includes(data)) expect(answers[0]?.text, data).toBe(gone);
      }
      expect(await stateOf(world.store, other.year.id)).toBe(before);
    });

    test("nothing of all this was given up", async () => {
      expect(await world.store.db.inboxMessage.findMany({ where: { state: { not: "done" } } })).toEqual([]);
      expect(
        await world.store.db.outboxMessage.count({ where: { state: { in: ["failed", "queued"] } } }),
      ).toBe(0);
    });

    test("a button of yesterday says so", async () => {
      await an.says("CT4 2");
      await world.moveTo("2019-06-13T09:00");
      await an.sees();
      expect(said(await an.presses("Tổng mới: 2"))).toContain("7 → 2/10 cuộc");
      await world.moveTo("2019-06-14T09:01");
      await an.sees();
      expect(said(await an.presses("Hoàn tác"))).toContain("Đã quá 24 giờ");
    });

    if (channel !== "Telegram") return;
    test("a sticker", async () => {
      expect(said((await an.sendsSticker?.()) ?? [])).toBe(
        "Tôi chỉ đọc được chữ, ảnh và tệp. Đồng chí nhắn bằng chữ giúp tôi nhé.",
      );
    });
  });
}

badInput("the web page", webWorld);
badInput("Telegram", telegramWorld);
