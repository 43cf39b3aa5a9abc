-- CreateSchema
CREATE SCHEMA IF NOT EXISTS "public";

-- CreateTable
CREATE TABLE "Cluster" (
    "id" SERIAL NOT NULL,
    "code" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "shortName" TEXT NOT NULL,
    "timeZone" TEXT NOT NULL,
    "createdAt" TIMESTAMP(3) NOT NULL,

    CONSTRAINT "Cluster_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "ClusterYear" (
    "id" SERIAL NOT NULL,
    "clusterId" INTEGER NOT NULL,
    "year" INTEGER NOT NULL,
    "theme" TEXT,
    "motto" TEXT,
    "headUnitId" INTEGER,
    "deputyUnitId" INTEGER,
    "registrationFrom" TEXT NOT NULL,
    "registrationTo" TEXT NOT NULL,
    "reportDueDay" INTEGER NOT NULL DEFAULT 25,
    "reportDueTime" TEXT NOT NULL DEFAULT '17:00',
    "windowFromDay" INTEGER,
    "windowToDay" INTEGER,
    "provisionalVisible" BOOLEAN NOT NULL DEFAULT true,
    "addressForm" TEXT NOT NULL DEFAULT 'dongChi',
    "sampleLabel" TEXT,
    "createdAt" TIMESTAMP(3) NOT NULL,

    CONSTRAINT "ClusterYear_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Unit" (
    "id" SERIAL NOT NULL,
    "clusterId" INTEGER NOT NULL,
    "code" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "shortName" TEXT NOT NULL,
    "aliases" TEXT NOT NULL DEFAULT '[]',

    CONSTRAINT "Unit_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Membership" (
    "id" SERIAL NOT NULL,
    "clusterYearId" INTEGER NOT NULL,
    "unitId" INTEGER NOT NULL,
    "position" INTEGER NOT NULL,

    CONSTRAINT "Membership_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "PledgeItem" (
    "id" SERIAL NOT NULL,
    "clusterYearId" INTEGER NOT NULL,
    "number" INTEGER NOT NULL,
    "title" TEXT NOT NULL,
    "summary" TEXT NOT NULL,

    CONSTRAINT "PledgeItem_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "TitleTarget" (
    "id" SERIAL NOT NULL,
    "clusterYearId" INTEGER NOT NULL,
    "scope" TEXT NOT NULL,
    "title" TEXT NOT NULL,
    "percent" TEXT,
    "note" TEXT,

    CONSTRAINT "TitleTarget_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Person" (
    "id" SERIAL NOT NULL,
    "displayName" TEXT NOT NULL,
    "language" TEXT NOT NULL DEFAULT 'vi',
    "activeRoleId" INTEGER,
    "reminderLevel" TEXT NOT NULL DEFAULT 'all',
    "reminderTime" TEXT NOT NULL DEFAULT '08:00',
    "noticeVersion" INTEGER NOT NULL,
    "agreedAt" TIMESTAMP(3) NOT NULL,
    "createdAt" TIMESTAMP(3) NOT NULL,
    "erasedAt" TIMESTAMP(3),

    CONSTRAINT "Person_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Address" (
    "id" SERIAL NOT NULL,
    "channel" TEXT NOT NULL,
    "externalId" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "title" TEXT NOT NULL,
    "personId" INTEGER,
    "clusterId" INTEGER,
    "unreachableSince" TIMESTAMP(3),
    "unreachableReason" TEXT,
    "createdAt" TIMESTAMP(3) NOT NULL,

    CONSTRAINT "Address_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Role" (
    "id" SERIAL NOT NULL,
    "personId" INTEGER NOT NULL,
    "code" TEXT NOT NULL,
    "clusterId" INTEGER,
    "unitId" INTEGER,
    "since" TIMESTAMP(3) NOT NULL,
    "endedAt" TIMESTAMP(3),

    CONSTRAINT "Role_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Invite" (
    "id" SERIAL NOT NULL,
    "codeHash" TEXT NOT NULL,
    "purpose" TEXT NOT NULL,
    "clusterId" INTEGER,
    "unitId" INTEGER,
    "roleCode" TEXT,
    "issuedById" INTEGER,
    "createdAt" TIMESTAMP(3) NOT NULL,
    "expiresAt" TIMESTAMP(3) NOT NULL,
    "maxUses" INTEGER NOT NULL,
    "uses" INTEGER NOT NULL DEFAULT 0,

    CONSTRAINT "Invite_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Target" (
    "id" SERIAL NOT NULL,
    "clusterYearId" INTEGER NOT NULL,
    "unitId" INTEGER NOT NULL,
    "number" INTEGER NOT NULL,
    "title" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "direction" TEXT NOT NULL,
    "measure" TEXT,
    "plan" TEXT NOT NULL,
    "weight" TEXT NOT NULL DEFAULT '1',
    "dueOn" TEXT,
    "pledgeItemId" INTEGER,
    "approval" TEXT NOT NULL,
    "current" TEXT,
    "currentOn" TEXT,
    "done" BOOLEAN NOT NULL DEFAULT false,
    "createdAt" TIMESTAMP(3) NOT NULL,

    CONSTRAINT "Target_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "TargetRevision" (
    "id" SERIAL NOT NULL,
    "targetId" INTEGER NOT NULL,
    "number" INTEGER NOT NULL,
    "title" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "direction" TEXT NOT NULL,
    "measure" TEXT,
    "plan" TEXT NOT NULL,
    "weight" TEXT NOT NULL,
    "dueOn" TEXT,
    "reason" TEXT,
    "createdById" INTEGER,
    "createdAt" TIMESTAMP(3) NOT NULL,
    "decision" TEXT NOT NULL,
    "decisionReason" TEXT,
    "decidedById" INTEGER,
    "decidedAt" TIMESTAMP(3),
    "selfApproved" BOOLEAN NOT NULL DEFAULT false,

    CONSTRAINT "TargetRevision_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "ProgressEntry" (
    "id" SERIAL NOT NULL,
    "clusterYearId" INTEGER NOT NULL,
    "unitId" INTEGER NOT NULL,
    "targetId" INTEGER NOT NULL,
    "op" TEXT NOT NULL,
    "value" TEXT NOT NULL,
    "total" TEXT NOT NULL,
    "done" BOOLEAN NOT NULL DEFAULT false,
    "onDay" TEXT NOT NULL,
    "recordedAt" TIMESTAMP(3) NOT NULL,
    "personId" INTEGER,
    "actionId" INTEGER,
    "voidedAt" TIMESTAMP(3),
    "voidedById" INTEGER,

    CONSTRAINT "ProgressEntry_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Action" (
    "id" SERIAL NOT NULL,
    "personId" INTEGER NOT NULL,
    "clusterYearId" INTEGER NOT NULL,
    "kind" TEXT NOT NULL,
    "at" TIMESTAMP(3) NOT NULL,
    "undoneAt" TIMESTAMP(3),

    CONSTRAINT "Action_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Evidence" (
    "id" SERIAL NOT NULL,
    "clusterYearId" INTEGER NOT NULL,
    "unitId" INTEGER NOT NULL,
    "targetId" INTEGER,
    "entryId" INTEGER,
    "actionId" INTEGER,
    "personId" INTEGER,
    "sha256" TEXT NOT NULL,
    "mediaType" TEXT NOT NULL,
    "fileName" TEXT,
    "size" INTEGER NOT NULL,
    "caption" TEXT,
    "createdAt" TIMESTAMP(3) NOT NULL,
    "removedAt" TIMESTAMP(3),

    CONSTRAINT "Evidence_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "MonthlyReport" (
    "id" SERIAL NOT NULL,
    "clusterYearId" INTEGER NOT NULL,
    "unitId" INTEGER NOT NULL,
    "month" TEXT NOT NULL,
    "sentAt" TIMESTAMP(3) NOT NULL,
    "sentById" INTEGER,
    "figures" TEXT NOT NULL,
    "attestedById" INTEGER,
    "attestedAt" TIMESTAMP(3),
    "actionId" INTEGER,
    "voidedAt" TIMESTAMP(3),

    CONSTRAINT "MonthlyReport_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "ClosedMonth" (
    "id" SERIAL NOT NULL,
    "clusterYearId" INTEGER NOT NULL,
    "month" TEXT NOT NULL,
    "closedAt" TIMESTAMP(3) NOT NULL,
    "standings" TEXT NOT NULL,
    "publishedAt" TIMESTAMP(3),
    "publishedById" INTEGER,

    CONSTRAINT "ClosedMonth_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Broadcast" (
    "id" SERIAL NOT NULL,
    "clusterYearId" INTEGER NOT NULL,
    "number" INTEGER NOT NULL,
    "byId" INTEGER NOT NULL,
    "text" TEXT NOT NULL,
    "imageSha256" TEXT,
    "audience" TEXT NOT NULL,
    "sendAt" TIMESTAMP(3) NOT NULL,
    "state" TEXT NOT NULL,
    "reportAddressId" INTEGER,
    "createdAt" TIMESTAMP(3) NOT NULL,

    CONSTRAINT "Broadcast_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "BroadcastReceipt" (
    "id" SERIAL NOT NULL,
    "broadcastId" INTEGER NOT NULL,
    "personId" INTEGER NOT NULL,
    "unitId" INTEGER,
    "acknowledgedAt" TIMESTAMP(3),
    "nudges" INTEGER NOT NULL DEFAULT 0,

    CONSTRAINT "BroadcastReceipt_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Dialogue" (
    "key" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "version" INTEGER NOT NULL,
    "updatedAt" TIMESTAMP(3) NOT NULL,

    CONSTRAINT "Dialogue_pkey" PRIMARY KEY ("key")
);

-- CreateTable
CREATE TABLE "InboxMessage" (
    "id" SERIAL NOT NULL,
    "channel" TEXT NOT NULL,
    "externalId" TEXT NOT NULL,
    "chat" TEXT NOT NULL,
    "payload" TEXT NOT NULL,
    "receivedAt" TIMESTAMP(3) NOT NULL,
    "state" TEXT NOT NULL DEFAULT 'new',
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "notBefore" TIMESTAMP(3),
    "lastError" TEXT,
    "doneAt" TIMESTAMP(3),

    CONSTRAINT "InboxMessage_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "OutboxMessage" (
    "id" SERIAL NOT NULL,
    "channel" TEXT NOT NULL,
    "addressId" INTEGER NOT NULL,
    "kind" TEXT NOT NULL,
    "policy" TEXT NOT NULL,
    "operation" TEXT NOT NULL DEFAULT 'send',
    "payload" TEXT NOT NULL,
    "dedupeKey" TEXT NOT NULL,
    "replaceKey" TEXT,
    "guard" TEXT,
    "priority" INTEGER NOT NULL,
    "state" TEXT NOT NULL DEFAULT 'queued',
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "uncertain" INTEGER NOT NULL DEFAULT 0,
    "notBefore" TIMESTAMP(3),
    "expiresAt" TIMESTAMP(3),
    "leaseOwner" TEXT,
    "leaseUntil" TIMESTAMP(3),
    "lastError" TEXT,
    "platformMessageId" TEXT,
    "createdAt" TIMESTAMP(3) NOT NULL,
    "settledAt" TIMESTAMP(3),

    CONSTRAINT "OutboxMessage_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "TickLedger" (
    "id" SERIAL NOT NULL,
    "job" TEXT NOT NULL,
    "scope" TEXT NOT NULL,
    "dueAt" TIMESTAMP(3) NOT NULL,
    "outcome" TEXT NOT NULL,
    "claimedAt" TIMESTAMP(3) NOT NULL,

    CONSTRAINT "TickLedger_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Snooze" (
    "id" SERIAL NOT NULL,
    "personId" INTEGER NOT NULL,
    "dueAt" TIMESTAMP(3) NOT NULL,
    "createdAt" TIMESTAMP(3) NOT NULL,
    "doneAt" TIMESTAMP(3),

    CONSTRAINT "Snooze_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "CalendarDay" (
    "date" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "reason" TEXT NOT NULL,

    CONSTRAINT "CalendarDay_pkey" PRIMARY KEY ("date")
);

-- CreateTable
CREATE TABLE "Lease" (
    "name" TEXT NOT NULL,
    "owner" TEXT NOT NULL,
    "until" TIMESTAMP(3) NOT NULL,

    CONSTRAINT "Lease_pkey" PRIMARY KEY ("name")
);

-- CreateTable
CREATE TABLE "Setting" (
    "key" TEXT NOT NULL,
    "value" TEXT NOT NULL,

    CONSTRAINT "Setting_pkey" PRIMARY KEY ("key")
);

-- CreateTable
CREATE TABLE "AuditEntry" (
    "id" SERIAL NOT NULL,
    "clusterId" INTEGER,
    "personId" INTEGER,
    "at" TIMESTAMP(3) NOT NULL,
    "action" TEXT NOT NULL,
    "subject" TEXT NOT NULL,
    "detail" TEXT,

    CONSTRAINT "AuditEntry_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "WebMessage" (
    "id" SERIAL NOT NULL,
    "chat" TEXT NOT NULL,
    "side" TEXT NOT NULL,
    "html" TEXT NOT NULL,
    "buttons" TEXT NOT NULL DEFAULT '[]',
    "image" TEXT,
    "file" TEXT,
    "fileName" TEXT,
    "at" TIMESTAMP(3) NOT NULL,
    "editedAt" TIMESTAMP(3),

    CONSTRAINT "WebMessage_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "Cluster_code_key" ON "Cluster"("code");

-- CreateIndex
CREATE UNIQUE INDEX "ClusterYear_clusterId_year_key" ON "ClusterYear"("clusterId", "year");

-- CreateIndex
CREATE UNIQUE INDEX "Unit_clusterId_code_key" ON "Unit"("clusterId", "code");

-- CreateIndex
CREATE UNIQUE INDEX "Membership_clusterYearId_unitId_key" ON "Membership"("clusterYearId", "unitId");

-- CreateIndex
CREATE UNIQUE INDEX "PledgeItem_clusterYearId_number_key" ON "PledgeItem"("clusterYearId", "number");

-- CreateIndex
CREATE INDEX "Address_personId_idx" ON "Address"("personId");

-- CreateIndex
CREATE UNIQUE INDEX "Address_channel_externalId_key" ON "Address"("channel", "externalId");

-- CreateIndex
CREATE INDEX "Role_personId_idx" ON "Role"("personId");

-- CreateIndex
CREATE INDEX "Role_unitId_idx" ON "Role"("unitId");

-- CreateIndex
CREATE UNIQUE INDEX "Invite_codeHash_key" ON "Invite"("codeHash");

-- CreateIndex
CREATE UNIQUE INDEX "Target_clusterYearId_unitId_number_key" ON "Target"("clusterYearId", "unitId", "number");

-- CreateIndex
CREATE INDEX "TargetRevision_decision_idx" ON "TargetRevision"("decision");

-- CreateIndex
CREATE UNIQUE INDEX "TargetRevision_targetId_number_key" ON "TargetRevision"("targetId", "number");

-- CreateIndex
CREATE INDEX "ProgressEntry_targetId_onDay_idx" ON "ProgressEntry"("targetId", "onDay");

-- CreateIndex
CREATE INDEX "ProgressEntry_clusterYearId_recordedAt_idx" ON "ProgressEntry"("clusterYearId", "recordedAt");

-- CreateIndex
CREATE INDEX "ProgressEntry_actionId_idx" ON "ProgressEntry"("actionId");

-- CreateIndex
CREATE INDEX "Action_personId_at_idx" ON "Action"("personId", "at");

-- CreateIndex
CREATE INDEX "Evidence_targetId_idx" ON "Evidence"("targetId");

-- CreateIndex
CREATE INDEX "Evidence_unitId_idx" ON "Evidence"("unitId");

-- CreateIndex
CREATE INDEX "MonthlyReport_clusterYearId_month_idx" ON "MonthlyReport"("clusterYearId", "month");

-- CreateIndex
CREATE INDEX "MonthlyReport_unitId_month_idx" ON "MonthlyReport"("unitId", "month");

-- CreateIndex
CREATE UNIQUE INDEX "ClosedMonth_clusterYearId_month_key" ON "ClosedMonth"("clusterYearId", "month");

-- CreateIndex
CREATE UNIQUE INDEX "Broadcast_clusterYearId_number_key" ON "Broadcast"("clusterYearId", "number");

-- CreateIndex
CREATE UNIQUE INDEX "BroadcastReceipt_broadcastId_personId_key" ON "BroadcastReceipt"("broadcastId", "personId");

-- CreateIndex
CREATE INDEX "InboxMessage_state_chat_id_idx" ON "InboxMessage"("state", "chat", "id");

-- CreateIndex
CREATE UNIQUE INDEX "InboxMessage_channel_externalId_key" ON "InboxMessage"("channel", "externalId");

-- CreateIndex
CREATE UNIQUE INDEX "OutboxMessage_dedupeKey_key" ON "OutboxMessage"("dedupeKey");

-- CreateIndex
CREATE INDEX "OutboxMessage_state_channel_priority_id_idx" ON "OutboxMessage"("state", "channel", "priority", "id");

-- CreateIndex
CREATE INDEX "OutboxMessage_addressId_state_idx" ON "OutboxMessage"("addressId", "state");

-- CreateIndex
CREATE INDEX "OutboxMessage_replaceKey_idx" ON "OutboxMessage"("replaceKey");

-- CreateIndex
CREATE INDEX "TickLedger_job_scope_outcome_idx" ON "TickLedger"("job", "scope", "outcome");

-- CreateIndex
CREATE UNIQUE INDEX "TickLedger_job_scope_dueAt_key" ON "TickLedger"("job", "scope", "dueAt");

-- CreateIndex
CREATE UNIQUE INDEX "Snooze_personId_dueAt_key" ON "Snooze"("personId", "dueAt");

-- CreateIndex
CREATE INDEX "AuditEntry_clusterId_at_idx" ON "AuditEntry"("clusterId", "at");

-- CreateIndex
CREATE INDEX "WebMessage_chat_id_idx" ON "WebMessage"("chat", "id");

-- AddForeignKey
ALTER TABLE "ClusterYear" ADD CONSTRAINT "ClusterYear_clusterId_fkey" FOREIGN KEY ("clusterId") REFERENCES "Cluster"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "ClusterYear" ADD CONSTRAINT "ClusterYear_headUnitId_fkey" FOREIGN KEY ("headUnitId") REFERENCES "Unit"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "ClusterYear" ADD CONSTRAINT "ClusterYear_deputyUnitId_fkey" FOREIGN KEY ("deputyUnitId") REFERENCES "Unit"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Unit" ADD CONSTRAINT "Unit_clusterId_fkey" FOREIGN KEY ("clusterId") REFERENCES "Cluster"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Membership" ADD CONSTRAINT "Membership_clusterYearId_fkey" FOREIGN KEY ("clusterYearId") REFERENCES "ClusterYear"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Membership" ADD CONSTRAINT "Membership_unitId_fkey" FOREIGN KEY ("unitId") REFERENCES "Unit"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "PledgeItem" ADD CONSTRAINT "PledgeItem_clusterYearId_fkey" FOREIGN KEY ("clusterYearId") REFERENCES "ClusterYear"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "TitleTarget" ADD CONSTRAINT "TitleTarget_clusterYearId_fkey" FOREIGN KEY ("clusterYearId") REFERENCES "ClusterYear"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Person" ADD CONSTRAINT "Person_activeRoleId_fkey" FOREIGN KEY ("activeRoleId") REFERENCES "Role"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Address" ADD CONSTRAINT "Address_personId_fkey" FOREIGN KEY ("personId") REFERENCES "Person"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Address" ADD CONSTRAINT "Address_clusterId_fkey" FOREIGN KEY ("clusterId") REFERENCES "Cluster"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Role" ADD CONSTRAINT "Role_personId_fkey" FOREIGN KEY ("personId") REFERENCES "Person"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Role" ADD CONSTRAINT "Role_clusterId_fkey" FOREIGN KEY ("clusterId") REFERENCES "Cluster"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Role" ADD CONSTRAINT "Role_unitId_fkey" FOREIGN KEY ("unitId") REFERENCES "Unit"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Invite" ADD CONSTRAINT "Invite_clusterId_fkey" FOREIGN KEY ("clusterId") REFERENCES "Cluster"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Invite" ADD CONSTRAINT "Invite_unitId_fkey" FOREIGN KEY ("unitId") REFERENCES "Unit"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Target" ADD CONSTRAINT "Target_clusterYearId_fkey" FOREIGN KEY ("clusterYearId") REFERENCES "ClusterYear"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Target" ADD CONSTRAINT "Target_unitId_fkey" FOREIGN KEY ("unitId") REFERENCES "Unit"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Target" ADD CONSTRAINT "Target_pledgeItemId_fkey" FOREIGN KEY ("pledgeItemId") REFERENCES "PledgeItem"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "TargetRevision" ADD CONSTRAINT "TargetRevision_targetId_fkey" FOREIGN KEY ("targetId") REFERENCES "Target"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "ProgressEntry" ADD CONSTRAINT "ProgressEntry_clusterYearId_fkey" FOREIGN KEY ("clusterYearId") REFERENCES "ClusterYear"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "ProgressEntry" ADD CONSTRAINT "ProgressEntry_unitId_fkey" FOREIGN KEY ("unitId") REFERENCES "Unit"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "ProgressEntry" ADD CONSTRAINT "ProgressEntry_targetId_fkey" FOREIGN KEY ("targetId") REFERENCES "Target"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "ProgressEntry" ADD CONSTRAINT "ProgressEntry_personId_fkey" FOREIGN KEY ("personId") REFERENCES "Person"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "ProgressEntry" ADD CONSTRAINT "ProgressEntry_actionId_fkey" FOREIGN KEY ("actionId") REFERENCES "Action"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Action" ADD CONSTRAINT "Action_personId_fkey" FOREIGN KEY ("personId") REFERENCES "Person"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Evidence" ADD CONSTRAINT "Evidence_clusterYearId_fkey" FOREIGN KEY ("clusterYearId") REFERENCES "ClusterYear"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Evidence" ADD CONSTRAINT "Evidence_unitId_fkey" FOREIGN KEY ("unitId") REFERENCES "Unit"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Evidence" ADD CONSTRAINT "Evidence_targetId_fkey" FOREIGN KEY ("targetId") REFERENCES "Target"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Evidence" ADD CONSTRAINT "Evidence_entryId_fkey" FOREIGN KEY ("entryId") REFERENCES "ProgressEntry"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Evidence" ADD CONSTRAINT "Evidence_actionId_fkey" FOREIGN KEY ("actionId") REFERENCES "Action"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "MonthlyReport" ADD CONSTRAINT "MonthlyReport_clusterYearId_fkey" FOREIGN KEY ("clusterYearId") REFERENCES "ClusterYear"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "MonthlyReport" ADD CONSTRAINT "MonthlyReport_unitId_fkey" FOREIGN KEY ("unitId") REFERENCES "Unit"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "ClosedMonth" ADD CONSTRAINT "ClosedMonth_clusterYearId_fkey" FOREIGN KEY ("clusterYearId") REFERENCES "ClusterYear"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Broadcast" ADD CONSTRAINT "Broadcast_clusterYearId_fkey" FOREIGN KEY ("clusterYearId") REFERENCES "ClusterYear"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "BroadcastReceipt" ADD CONSTRAINT "BroadcastReceipt_broadcastId_fkey" FOREIGN KEY ("broadcastId") REFERENCES "Broadcast"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "BroadcastReceipt" ADD CONSTRAINT "BroadcastReceipt_personId_fkey" FOREIGN KEY ("personId") REFERENCES "Person"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "OutboxMessage" ADD CONSTRAINT "OutboxMessage_addressId_fkey" FOREIGN KEY ("addressId") REFERENCES "Address"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Snooze" ADD CONSTRAINT "Snooze_personId_fkey" FOREIGN KEY ("personId") REFERENCES "Person"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
