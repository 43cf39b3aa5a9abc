import { createHash } from "node:crypto";
import { prepareCast } from "./cast.ts";
import { type Breach, createChecks } from "./checks.ts";
import { checkEnd } from "./final-checks.ts";
import { planSteps, type Told } from "./steps.ts";
import { createWorld, type World } from "./world.ts";

export interface Outcome {
  seed: number;
  /** Empty when every promise held. */
  breaches: Breach[];
  /** The steps in words. */
  story: string[];
  /** How often each kind of fault happened. */
  faults: Map<string, number>;
  calls: number;
  /** Of everything that went over the wire: two runs of one seed have the same. */
  fingerprint: string;
}

export interface Options {
  steps?: number;
  /** Takes a safeguard out before the run begins: SQL. */
  sabotage?: readonly string[];
}

let cast: Promise<string> | undefined;

/** One run of the product in a simulated world; the same seed gives the same run. */
export async function simulate(seed: number, { steps = 200, sabotage = [] }: Options = {}): Promise<Outcome> {
  cast ??= prepareCast();
  const world = await createWorld(seed, await cast);
  const { random, platform, time } = world;
  const told: Told = { progress: new Map(), undo: new Set(), left: new Map() };
  const story: string[] = [];
  let breaches: Breach[] = [];
  try {
    for (const sql of sabotage) await world.disk.execute(sql);
    const checks = createChecks(world, told);
    world.start();
    world.start();
    for (const step of planSteps(world, steps)) {
      await revive(world, 0.3);
      story.push(`${world.productNow()} ${await step(world, told)}`);
      await time.advance(random.int(20, 500));
      breaches = await checks.step();
      if (breaches.length > 0) break;
    }
    if (breaches.length === 0) {
      await settle(world);
      breaches = await checks.step();
      if (breaches.length === 0) breaches = await checkEnd(world, told, checks);
    }
  } catch (error) {
    breaches = [error instanceof Error ? (error.stack ?? error.message) : String(error)];
  } finally {
    for (const each of world.living()) each.life.kill();
    await world.quiet();
    await world.disk.remove();
  }
  const wire = platform.wire.map((call) => [call.at, call.chatId, call.reply, call.accepted, call.life.name]);
  return {
    seed,
    breaches,
    story,
    faults: platform.happened,
    calls: platform.wire.length,
    fingerprint: createHash("sha256").update(JSON.stringify(wire)).digest("hex").slice(0, 16),
  };
}

/** Starts again what is down, sooner or later. */
async function revive(world: World, probability: number): Promise<void> {
  await world.bury();
  while (world.processes.length < 2 && world.random.chance(world.processes.length === 0 ? 0.8 : probability))
    world.start();
}

/** No more faults; the next working morning; as long as it takes. */
async function settle(world: World): Promise<void> {
  const { platform, time, disk } = world;
  platform.sendFaults.length = 0;
  platform.updateFaults.length = 0;
  for (const { life } of world.living()) {
    life.statements.length = 0;
    life.heldUntil = 0;
  }
  await revive(world, 1);
  while (world.processes.length < 2) world.start();
  // Past anything the clock has shown before it was put back.
  world.setClock(world.productNow().add({ hours: 3 }));
  world.setClock(world.nextWorkingTime());
  world.freezeClock();
  for (let round = 0; round < 60; round += 1) {
    for (const each of world.living()) each.ring();
    await time.advance(2_500);
    const open = await disk.rows(
      `SELECT 1 FROM "OutboxMessage" WHERE "state" IN ('queued', 'sending')
       UNION ALL SELECT 1 FROM "InboxMessage" WHERE "state" = 'new'`,
    );
    if (open.length === 0 && platform.delivered()) return;
    // The last repeats are an hour apart.
    if (round > 5) await time.jump(600_000);
    world.disturbedAt = time.now();
  }
}
