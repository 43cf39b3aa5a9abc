-- CreateTable
CREATE TABLE "Cluster" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "code" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "shortName" TEXT NOT NULL,
    "timeZone" TEXT NOT NULL,
    "createdAt" DATETIME NOT NULL
);

-- CreateTable
CREATE TABLE "ClusterYear" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
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
    "createdAt" DATETIME NOT NULL,
    CONSTRAINT "ClusterYear_clusterId_fkey" FOREIGN KEY ("clusterId") REFERENCES "Cluster" ("id") ON DELETE RESTRICT ON UPDATE CASCADE,
    CONSTRAINT "ClusterYear_headUnitId_fkey" FOREIGN KEY ("headUnitId") REFERENCES "Unit" ("id") ON DELETE SET NULL ON UPDATE CASCADE,
    CONSTRAINT "ClusterYear_deputyUnitId_fkey" FOREIGN KEY ("deputyUnitId") REFERENCES "Unit" ("id") ON DELETE SET NULL ON UPDATE CASCADE
);

-- CreateTable
CREATE TABLE "Unit" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "clusterId" INTEGER NOT NULL,
    "code" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "shortName" TEXT NOT NULL,
    "aliases" TEXT NOT NULL DEFAULT '[]',
    CONSTRAINT "Unit_clusterId_fkey" FOREIGN KEY ("clusterId") REFERENCES "Cluster" ("id") ON DELETE RESTRICT ON UPDATE CASCADE
);

-- CreateTable
CREATE TABLE "Membership" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "clusterYearId" INTEGER NOT NULL,
    "unitId" INTEGER NOT NULL,
    "position" INTEGER NOT NULL,
    CONSTRAINT "Membership_clusterYearId_fkey" FOREIGN KEY ("clusterYearId") REFERENCES "ClusterYear" ("id") ON DELETE RESTRICT ON UPDATE CASCADE,
    CONSTRAINT "Membership_unitId_fkey" FOREIGN KEY ("unitId") REFERENCES "Unit" ("id") ON DELETE RESTRICT ON UPDATE CASCADE
);

-- CreateTable
CREATE TABLE "PledgeItem" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "clusterYearId" INTEGER NOT NULL,
    "number" INTEGER NOT NULL,
    "title" TEXT NOT NULL,
    "summary" TEXT NOT NULL,
    CONSTRAINT "PledgeItem_clusterYearId_fkey" FOREIGN KEY ("clusterYearId") REFERENCES "ClusterYear" ("id") ON DELETE RESTRICT ON UPDATE CASCADE
);

-- CreateTable
CREATE TABLE "TitleTarget" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "clusterYearId" INTEGER NOT NULL,
    "scope" TEXT NOT NULL,
    "title" TEXT NOT NULL,
    "percent" TEXT,
    "note" TEXT,
    CONSTRAINT "TitleTarget_clusterYearId_fkey" FOREIGN KEY ("clusterYearId") REFERENCES "ClusterYear" ("id") ON DELETE RESTRICT ON UPDATE CASCADE
);

-- CreateTable
CREATE TABLE "Person" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "displayName" TEXT NOT NULL,
    "language" TEXT NOT NULL DEFAULT 'vi',
    "activeRoleId" INTEGER,
    "reminderLevel" TEXT NOT NULL DEFAULT 'all',
    "reminderTime" TEXT NOT NULL DEFAULT '08:00',
    "noticeVersion" INTEGER NOT NULL,
    "agreedAt" DATETIME NOT NULL,
    "createdAt" DATETIME NOT NULL,
    "erasedAt" DATETIME,
    CONSTRAINT "Person_activeRoleId_fkey" FOREIGN KEY ("activeRoleId") REFERENCES "Role" ("id") ON DELETE SET NULL ON UPDATE CASCADE
);

-- CreateTable
CREATE TABLE "Address" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "channel" TEXT NOT NULL,
    "externalId" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "title" TEXT NOT NULL,
    "personId" INTEGER,
    "clusterId" INTEGER,
    "unreachableSince" DATETIME,
    "unreachableReason" TEXT,
    "createdAt" DATETIME NOT NULL,
    CONSTRAINT "Address_personId_fkey" FOREIGN KEY ("personId") REFERENCES "Person" ("id") ON DELETE SET NULL ON UPDATE CASCADE,
    CONSTRAINT "Address_clusterId_fkey" FOREIGN KEY ("clusterId") REFERENCES "Cluster" ("id") ON DELETE SET NULL ON UPDATE CASCADE
);

-- CreateTable
CREATE TABLE "Role" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "personId" INTEGER NOT NULL,
    "code" TEXT NOT NULL,
    "clusterId" INTEGER,
    "unitId" INTEGER,
    "since" DATETIME NOT NULL,
    "endedAt" DATETIME,
    CONSTRAINT "Role_personId_fkey" FOREIGN KEY ("personId") REFERENCES "Person" ("id") ON DELETE RESTRICT ON UPDATE CASCADE,
    CONSTRAINT "Role_clusterId_fkey" FOREIGN KEY ("clusterId") REFERENCES "Cluster" ("id") ON DELETE SET NULL ON UPDATE CASCADE,
    CONSTRAINT "Role_unitId_fkey" FOREIGN KEY ("unitId") REFERENCES "Unit" ("id") ON DELETE SET NULL ON UPDATE CASCADE
);

-- CreateTable
CREATE TABLE "Invite" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "codeHash" TEXT NOT NULL,
    "purpose" TEXT NOT NULL,
    "clusterId" INTEGER,
    "unitId" INTEGER,
    "roleCode" TEXT,
    "issuedById" INTEGER,
    "createdAt" DATETIME NOT NULL,
    "expiresAt" DATETIME NOT NULL,
    "maxUses" INTEGER NOT NULL,
    "uses" INTEGER NOT NULL DEFAULT 0,
    CONSTRAINT "Invite_clusterId_fkey" FOREIGN KEY ("clusterId") REFERENCES "Cluster" ("id") ON DELETE SET NULL ON UPDATE CASCADE,
    CONSTRAINT "Invite_unitId_fkey" FOREIGN KEY ("unitId") REFERENCES "Unit" ("id") ON DELETE SET NULL ON UPDATE CASCADE
);

-- CreateTable
CREATE TABLE "Target" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
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
    "createdAt" DATETIME NOT NULL,
    CONSTRAINT "Target_clusterYearId_fkey" FOREIGN KEY ("clusterYearId") REFERENCES "ClusterYear" ("id") ON DELETE RESTRICT ON UPDATE CASCADE,
    CONSTRAINT "Target_unitId_fkey" FOREIGN KEY ("unitId") REFERENCES "Unit" ("id") ON DELETE RESTRICT ON UPDATE CASCADE,
    CONSTRAINT "Target_pledgeItemId_fkey" FOREIGN KEY ("pledgeItemId") REFERENCES "PledgeItem" ("id") ON DELETE SET NULL ON UPDATE CASCADE
);

-- CreateTable
CREATE TABLE "TargetRevision" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
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
    "createdAt" DATETIME NOT NULL,
    "decision" TEXT NOT NULL,
    "decisionReason" TEXT,
    "decidedById" INTEGER,
    "decidedAt" DATETIME,
    "selfApproved" BOOLEAN NOT NULL DEFAULT false,
    CONSTRAINT "TargetRevision_targetId_fkey" FOREIGN KEY ("targetId") REFERENCES "Target" ("id") ON DELETE RESTRICT ON UPDATE CASCADE
);

-- CreateTable
CREATE TABLE "ProgressEntry" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "clusterYearId" INTEGER NOT NULL,
    "unitId" INTEGER NOT NULL,
    "targetId" INTEGER NOT NULL,
    "op" TEXT NOT NULL,
    "value" TEXT NOT NULL,
    "total" TEXT NOT NULL,
    "done" BOOLEAN NOT NULL DEFAULT false,
    "onDay" TEXT NOT NULL,
    "recordedAt" DATETIME NOT NULL,
    "personId" INTEGER,
    "actionId" INTEGER,
    "voidedAt" DATETIME,
    "voidedById" INTEGER,
    CONSTRAINT "ProgressEntry_clusterYearId_fkey" FOREIGN KEY ("clusterYearId") REFERENCES "ClusterYear" ("id") ON DELETE RESTRICT ON UPDATE CASCADE,
    CONSTRAINT "ProgressEntry_unitId_fkey" FOREIGN KEY ("unitId") REFERENCES "Unit" ("id") ON DELETE RESTRICT ON UPDATE CASCADE,
    CONSTRAINT "ProgressEntry_targetId_fkey" FOREIGN KEY ("targetId") REFERENCES "Target" ("id") ON DELETE RESTRICT ON UPDATE CASCADE,
    CONSTRAINT "ProgressEntry_personId_fkey" FOREIGN KEY ("personId") REFERENCES "Person" ("id") ON DELETE SET NULL ON UPDATE CASCADE,
    CONSTRAINT "ProgressEntry_actionId_fkey" FOREIGN KEY ("actionId") REFERENCES "Action" ("id") ON DELETE SET NULL ON UPDATE CASCADE
);

-- CreateTable
CREATE TABLE "Action" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "personId" INTEGER NOT NULL,
    "clusterYearId" INTEGER NOT NULL,
    "kind" TEXT NOT NULL,
    "at" DATETIME NOT NULL,
    "undoneAt" DATETIME,
    CONSTRAINT "Action_personId_fkey" FOREIGN KEY ("personId") REFERENCES "Person" ("id") ON DELETE RESTRICT ON UPDATE CASCADE
);

-- CreateTable
CREATE TABLE "Evidence" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
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
    "createdAt" DATETIME NOT NULL,
    "removedAt" DATETIME,
    CONSTRAINT "Evidence_clusterYearId_fkey" FOREIGN KEY ("clusterYearId") REFERENCES "ClusterYear" ("id") ON DELETE RESTRICT ON UPDATE CASCADE,
    CONSTRAINT "Evidence_unitId_fkey" FOREIGN KEY ("unitId") REFERENCES "Unit" ("id") ON DELETE RESTRICT ON UPDATE CASCADE,
    CONSTRAINT "Evidence_targetId_fkey" FOREIGN KEY ("targetId") REFERENCES "Target" ("id") ON DELETE SET NULL ON UPDATE CASCADE,
    CONSTRAINT "Evidence_entryId_fkey" FOREIGN KEY ("entryId") REFERENCES "ProgressEntry" ("id") ON DELETE SET NULL ON UPDATE CASCADE,
    CONSTRAINT "Evidence_actionId_fkey" FOREIGN KEY ("actionId") REFERENCES "Action" ("id") ON DELETE SET NULL ON UPDATE CASCADE
);

-- CreateTable
CREATE TABLE "MonthlyReport" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "clusterYearId" INTEGER NOT NULL,
    "unitId" INTEGER NOT NULL,
    "month" TEXT NOT NULL,
    "sentAt" DATETIME NOT NULL,
    "sentById" INTEGER,
    "figures" TEXT NOT NULL,
    "attestedById" INTEGER,
    "attestedAt" DATETIME,
    "actionId" INTEGER,
    "voidedAt" DATETIME,
    CONSTRAINT "MonthlyReport_clusterYearId_fkey" FOREIGN KEY ("clusterYearId") REFERENCES "ClusterYear" ("id") ON DELETE RESTRICT ON UPDATE CASCADE,
    CONSTRAINT "MonthlyReport_unitId_fkey" FOREIGN KEY ("unitId") REFERENCES "Unit" ("id") ON DELETE RESTRICT ON UPDATE CASCADE
);

-- CreateTable
CREATE TABLE "ClosedMonth" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "clusterYearId" INTEGER NOT NULL,
    "month" TEXT NOT NULL,
    "closedAt" DATETIME NOT NULL,
    "standings" TEXT NOT NULL,
    "publishedAt" DATETIME,
    "publishedById" INTEGER,
    CONSTRAINT "ClosedMonth_clusterYearId_fkey" FOREIGN KEY ("clusterYearId") REFERENCES "ClusterYear" ("id") ON DELETE RESTRICT ON UPDATE CASCADE
);

-- CreateTable
CREATE TABLE "Broadcast" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "clusterYearId" INTEGER NOT NULL,
    "number" INTEGER NOT NULL,
    "byId" INTEGER NOT NULL,
    "text" TEXT NOT NULL,
    "imageSha256" TEXT,
    "audience" TEXT NOT NULL,
    "sendAt" DATETIME NOT NULL,
    "state" TEXT NOT NULL,
    "reportAddressId" INTEGER,
    "createdAt" DATETIME NOT NULL,
    CONSTRAINT "Broadcast_clusterYearId_fkey" FOREIGN KEY ("clusterYearId") REFERENCES "ClusterYear" ("id") ON DELETE RESTRICT ON UPDATE CASCADE
);

-- CreateTable
CREATE TABLE "BroadcastReceipt" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "broadcastId" INTEGER NOT NULL,
    "personId" INTEGER NOT NULL,
    "unitId" INTEGER,
    "acknowledgedAt" DATETIME,
    "nudges" INTEGER NOT NULL DEFAULT 0,
    CONSTRAINT "BroadcastReceipt_broadcastId_fkey" FOREIGN KEY ("broadcastId") REFERENCES "Broadcast" ("id") ON DELETE RESTRICT ON UPDATE CASCADE,
    CONSTRAINT "BroadcastReceipt_personId_fkey" FOREIGN KEY ("personId") REFERENCES "Person" ("id") ON DELETE RESTRICT ON UPDATE CASCADE
);

-- CreateTable
CREATE TABLE "Dialogue" (
    "key" TEXT NOT NULL PRIMARY KEY,
    "kind" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "version" INTEGER NOT NULL,
    "updatedAt" DATETIME NOT NULL
);

-- CreateTable
CREATE TABLE "InboxMessage" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "channel" TEXT NOT NULL,
    "externalId" TEXT NOT NULL,
    "chat" TEXT NOT NULL,
    "payload" TEXT NOT NULL,
    "receivedAt" DATETIME NOT NULL,
    "state" TEXT NOT NULL DEFAULT 'new',
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "notBefore" DATETIME,
    "lastError" TEXT,
    "doneAt" DATETIME
);

-- CreateTable
CREATE TABLE "OutboxMessage" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
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
    "notBefore" DATETIME,
    "expiresAt" DATETIME,
    "leaseOwner" TEXT,
    "leaseUntil" DATETIME,
    "lastError" TEXT,
    "platformMessageId" TEXT,
    "createdAt" DATETIME NOT NULL,
    "settledAt" DATETIME,
    CONSTRAINT "OutboxMessage_addressId_fkey" FOREIGN KEY ("addressId") REFERENCES "Address" ("id") ON DELETE RESTRICT ON UPDATE CASCADE
);

-- CreateTable
CREATE TABLE "TickLedger" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "job" TEXT NOT NULL,
    "scope" TEXT NOT NULL,
    "dueAt" DATETIME NOT NULL,
    "outcome" TEXT NOT NULL,
    "claimedAt" DATETIME NOT NULL
);

-- CreateTable
CREATE TABLE "Snooze" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "personId" INTEGER NOT NULL,
    "dueAt" DATETIME NOT NULL,
    "createdAt" DATETIME NOT NULL,
    "doneAt" DATETIME,
    CONSTRAINT "Snooze_personId_fkey" FOREIGN KEY ("personId") REFERENCES "Person" ("id") ON DELETE RESTRICT ON UPDATE CASCADE
);

-- CreateTable
CREATE TABLE "CalendarDay" (
    "date" TEXT NOT NULL PRIMARY KEY,
    "kind" TEXT NOT NULL,
    "reason" TEXT NOT NULL
);

-- CreateTable
CREATE TABLE "Lease" (
    "name" TEXT NOT NULL PRIMARY KEY,
    "owner" TEXT NOT NULL,
    "until" DATETIME NOT NULL
);

-- CreateTable
CREATE TABLE "Setting" (
    "key" TEXT NOT NULL PRIMARY KEY,
    "value" TEXT NOT NULL
);

-- CreateTable
CREATE TABLE "AuditEntry" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "clusterId" INTEGER,
    "personId" INTEGER,
    "at" DATETIME NOT NULL,
    "action" TEXT NOT NULL,
    "subject" TEXT NOT NULL,
    "detail" TEXT
);

-- CreateTable
CREATE TABLE "WebMessage" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "chat" TEXT NOT NULL,
    "side" TEXT NOT NULL,
    "html" TEXT NOT NULL,
    "buttons" TEXT NOT NULL DEFAULT '[]',
    "image" TEXT,
    "file" TEXT,
    "fileName" TEXT,
    "at" DATETIME NOT NULL,
    "editedAt" DATETIME
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
