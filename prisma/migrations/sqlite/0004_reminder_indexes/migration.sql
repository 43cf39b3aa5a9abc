-- DropIndex
DROP INDEX "Address_personId_idx";

-- DropIndex
DROP INDEX "Role_unitId_idx";

-- DropIndex
DROP INDEX "TickLedger_job_scope_outcome_idx";

-- CreateIndex
CREATE INDEX "Person_reminderTime_idx" ON "Person"("reminderTime");

-- CreateIndex
CREATE INDEX "Address_personId_kind_channel_idx" ON "Address"("personId", "kind", "channel");

-- CreateIndex
CREATE INDEX "Role_unitId_endedAt_code_personId_clusterId_idx" ON "Role"("unitId", "endedAt", "code", "personId", "clusterId");

-- CreateIndex
CREATE INDEX "Target_dueOn_clusterYearId_idx" ON "Target"("dueOn", "clusterYearId");
