import { expect, test } from "vitest";
import { stagesOf } from "../../src/domain/score-sheet.ts";
import { readClusterFile } from "../../src/store/cluster-file.ts";
import { demoClusters } from "../../src/store/demo-files.ts";
import type { Store } from "../../src/store/open.ts";
import { erasePerson, personalData } from "../../src/store/privacy.ts";
import { activateScheme, dropDraft, loadDraft, schemesOf } from "../../src/store/schemes.ts";
import {
  addEntry,
  attachToRow,
  attestSheet,
  beginSheet,
  entriesOfSheets,
  evidenceOfRow,
  explainRow,
  findSheet,
  finishAppraisal,
  newestPublication,
  publicationBefore,
  publishScores,
  returnRow,
  submitSheet,
  withdrawSheet,
} from "../../src/store/scores.ts";
import { loadCluster } from "../../src/store/seed.ts";
import { onBoth } from "../support/on-both.ts";

const at = new Date("2019-06-12T01:00:00Z");
const bacBo = demoClusters().find((each) => each.code === "SNV-BACBO-2019") ?? readClusterFile({});
const table = (code: string, points: number) => ({
  schemaVersion: 1,
  code,
  name: `Bảng ${code}`,
  year: 2019,
  scale: { max: points, base: points, start: 0, min: null, bonusCap: null, mayExceed: false, decimals: 2 },
  groups: [
    {
      code: "I",
      text: "Nhóm",
      maxPoints: points,
      criteria: [{ code: "I.1", text: "Dòng", maxPoints: points, rule: { kind: "manual" } }],
    },
  ],
});

async function prepared(store: Store) {
  return store.transaction(async (tx) => {
    const cluster = await loadCluster(tx, bacBo, "Asia/Ho_Chi_Minh", at);
    const year = cluster.years[0];
    const unit = cluster.units[1];
    if (!year || !unit) throw new Error("no year or unit");
    const loaded = await loadDraft(tx, table("A", 10), { clusterYearId: year.id, personId: null, at });
    if ("faults" in loaded) throw new Error("the table has faults");
    await activateScheme(tx, loaded.draft, { personId: 1, at });
    return { year, unit, scheme: loaded.draft };
  });
}

onBoth("scores", (open) => {
  test("a table of the same code takes the place of the one before, another stands beside it", async () => {
    const { store } = await open();
    const { year } = await prepared(store);
    const load = (code: string, points: number) =>
      store.transaction((tx) =>
        loadDraft(tx, table(code, points), { clusterYearId: year.id, personId: 1, at }),
      );
    const names = async (state: "draft" | "active" | "retired") =>
      (await schemesOf(store.db, year.id, state)).map(({ scheme }) => [
        scheme.code,
        Number(scheme.scale.max?.n),
      ]);

    await load("A", 20);
    const newer = await load("A", 30);
    await load("B", 50);
    expect(await names("draft")).toEqual([
      ["A", 30],
      ["B", 50],
    ]);
    if ("faults" in newer) throw new Error("the table has faults");
    const apply = () => store.transaction((tx) => activateScheme(tx, newer.draft, { personId: 1, at }));
    expect([await apply(), await apply()]).toEqual([true, false]);
    expect(await names("active")).toEqual([["A", 30]]);
    expect(await dropDraft(store.db, newer.draft.id)).toBe(false);
    expect(await load("C", -1)).toMatchObject({
      faults: expect.arrayContaining([expect.objectContaining({ code: "I.1" })]),
    });
  });

  test("a sheet goes to the head and back, and nothing of its history is lost", async () => {
    const { store } = await open();
    const { scheme, unit } = await prepared(store);
    const sheet = await store.transaction((tx) => beginSheet(tx, scheme.id, unit.id, at));
    expect((await store.transaction((tx) => beginSheet(tx, scheme.id, unit.id, at))).id).toBe(sheet.id);
    const enter = (stage: "self" | "appraised", input: unknown) =>
      store.transaction((tx) => addEntry(tx, { sheetId: sheet.id, code: "I.1", stage, input, byId: 1, at }));
    const now = async () => {
      const found = await findSheet(store.db, sheet.id);
      if (!found) throw new Error("no sheet");
      return found;
    };
    const seen = async () => {
      const entries = (await entriesOfSheets(store.db, [sheet.id])).get(sheet.id) ?? [];
      return stagesOf(entries, (await now()).submittedUpTo ?? 0)("I.1");
    };
    const submit = async (workedOut = new Map<string, unknown>()) => {
      const sent = await now();
      return store.transaction((tx) =>
        submitSheet(tx, sent, { personId: 1, at, attested: false, workedOut }),
      );
    };
    const finish = () =>
      store.transaction((tx) => finishAppraisal(tx, sheet.id, { personId: 2, at, selfAppraised: false }));

    await enter("self", { points: 0 });
    expect((await seen()).self).toBeNull();
    expect(await finish()).toBe(false);
    expect([await submit(), await submit()]).toEqual([true, false]);
    // A real 0 is an entry.
    expect((await seen()).self?.input).toEqual({ points: 0 });

    const attest = () => store.transaction((tx) => attestSheet(tx, sheet.id, { personId: 3, at }));
    expect([await attest(), await attest()]).toEqual([true, false]);

    const back = { code: "I.1", comment: "thiếu văn bản", personId: 2, at };
    const submitted = await now();
    expect(await store.transaction((tx) => returnRow(tx, submitted, back))).toBe(true);
    expect(await finish()).toBe(false);
    await enter("self", { points: 7.5 });
    expect(await seen()).toMatchObject({
      self: { input: { points: 0 } },
      returned: { comment: "thiếu văn bản" },
    });
    expect(await submit(new Map([["I.1", { points: 8 }]]))).toBe(true);
    // Sent again, it has to be attested again; what the bot works out comes last.
    expect(await now()).toMatchObject({ state: "submitted", attestedAt: null });
    expect(await seen()).toMatchObject({
      self: { input: { points: 8 }, byId: null },
      returned: null,
      waits: true,
    });

    await enter("appraised", { points: 8 });
    expect([await finish(), await finish()]).toEqual([true, false]);
    const explained = { code: "I.1", input: { points: 8 }, explanation: "đã gửi", personId: 1, at };
    const appraised = await now();
    await store.transaction((tx) => explainRow(tx, appraised, explained));
    expect(await seen()).toMatchObject({ self: { explanation: "đã gửi" }, waits: false });
    expect((await entriesOfSheets(store.db, [sheet.id])).get(sheet.id)).toHaveLength(6);
  });

  test("a sent sheet is a draft again when it is taken back, until somebody of the head has decided", async () => {
    const { store } = await open();
    const { scheme, unit } = await prepared(store);
    const sheet = await beginSheet(store.db, scheme.id, unit.id, at);
    const enter = (stage: "self" | "appraised") =>
      addEntry(store.db, { sheetId: sheet.id, code: "I.1", stage, input: { points: 5 }, byId: 1, at });
    const submit = () =>
      store.transaction((tx) =>
        submitSheet(tx, sheet, { personId: 1, at, attested: true, workedOut: new Map() }),
      );
    const withdraw = () => store.transaction((tx) => withdrawSheet(tx, sheet.id));
    await enter("self");
    expect(await withdraw()).toBe(false);
    await submit();
    expect([await withdraw(), await withdraw()]).toEqual([true, false]);
    expect(await findSheet(store.db, sheet.id)).toMatchObject({
      state: "draft",
      submittedById: null,
      submittedAt: null,
      submittedUpTo: null,
      attestedAt: null,
    });
    await submit();
    await enter("appraised");
    expect(await withdraw()).toBe(false);
    expect((await findSheet(store.db, sheet.id))?.state).toBe("submitted");
  });

  test("a person's scores are theirs to take along; erased, drafts lose their words and what was sent names nobody", async () => {
    const { store } = await open();
    const { scheme, unit } = await prepared(store);
    const person = await store.db.person.create({
      data: { displayName: "An", noticeVersion: 1, agreedAt: at, createdAt: at },
    });
    const sheet = await beginSheet(store.db, scheme.id, unit.id, at);
    const enter = (comment: string, explanation: string | null) =>
      addEntry(store.db, {
        sheetId: sheet.id,
        code: "I.1",
        stage: "self",
        input: { points: 0 },
        comment,
        explanation,
        byId: person.id,
        at,
      });
    await enter("số 12/BC", "đã gửi");
    await store.transaction((tx) =>
      submitSheet(tx, sheet, { personId: person.id, at, attested: false, workedOut: new Map() }),
    );
    await enter("nháp", "chưa gửi");
    await addEntry(store.db, {
      sheetId: sheet.id,
      code: "I.1",
      stage: "appraised",
      input: { points: 0 },
      byId: 99,
      at,
    });
    const frozen = { units: [], ballot: [] };
    await store.transaction((tx) =>
      publishScores(tx, { schemeId: scheme.id, number: 1, reason: "vì sai", frozen, byId: person.id, at }),
    );

    const taken = await personalData(store.db, person.id);
    const row = { scheme: "Bảng A", unit: unit.name, code: "I.1", stage: "self", entry: { points: 0 }, at };
    expect(taken.scores).toEqual([
      { ...row, comment: "số 12/BC", explanation: "đã gửi" },
      { ...row, comment: "nháp", explanation: "chưa gửi" },
    ]);
    expect(taken.scoreSheets).toEqual([
      { scheme: "Bảng A", unit: unit.name, submittedAt: at, attestedAt: null, appraisedAt: null },
    ]);
    expect(taken.publications).toEqual([{ scheme: "Bảng A", number: 1, reason: "vì sai", at }]);

    await store.transaction((tx) => erasePerson(tx, person, "(đã xóa)", at));
    const rows = (await entriesOfSheets(store.db, [sheet.id])).get(sheet.id) ?? [];
    // Who typed it is a tombstone, not the bot.
    expect(rows.map(({ comment, explanation, byId }) => [comment, explanation, byId])).toEqual([
      ["số 12/BC", "đã gửi", person.id],
      [null, null, person.id],
      [null, null, 99],
    ]);
    expect((await store.db.person.findUnique({ where: { id: person.id } }))?.displayName).toBe("(đã xóa)");
  });

  test("each number is published once, and stays as it was frozen", async () => {
    const { store } = await open();
    const { scheme } = await prepared(store);
    const frozen = { units: [], ballot: [[1, 2]] };
    const publish = (number: number, reason: string | null) =>
      store.transaction((tx) =>
        publishScores(tx, { schemeId: scheme.id, number, reason, frozen, byId: 1, at }),
      );
    expect(await newestPublication(store.db, scheme.id)).toBeNull();
    expect(await publish(2, null)).toBe(false);
    const both = await Promise.all([publish(1, null), publish(1, null)]);
    expect(both.filter((done) => done)).toHaveLength(1);
    expect(await publish(2, "sửa điểm dòng I.1")).toBe(true);
    expect(await newestPublication(store.db, scheme.id)).toMatchObject({
      number: 2,
      reason: "sửa điểm dòng I.1",
      frozen,
    });
    expect(await store.db.scorePublication.count()).toBe(2);
    const [first, second] = [1, 2].map((number) => ({ schemeId: scheme.id, number }));
    if (!first || !second) throw new Error("two publications");
    expect(await publicationBefore(store.db, first)).toBeNull();
    expect((await publicationBefore(store.db, second))?.number).toBe(1);
  });

  test("a row keeps a file once, and other rows may have the same", async () => {
    const { store } = await open();
    const { scheme, unit, year } = await prepared(store);
    const sheet = await beginSheet(store.db, scheme.id, unit.id, at);
    const file = {
      sha256: "a".repeat(64),
      mediaType: "image/png",
      fileName: "a.png",
      size: 10,
      caption: null,
    };
    const attach = (code: string) =>
      store.transaction((tx) =>
        attachToRow(tx, file, { sheet, code, clusterYearId: year.id, personId: 1, at }),
      );
    expect([await attach("I.1"), await attach("I.1"), await attach("I.2")]).toEqual([true, false, true]);
    expect(await evidenceOfRow(store.db, sheet.id, "I.1")).toMatchObject([
      { fileName: "a.png", targetId: null },
    ]);
  });
});
