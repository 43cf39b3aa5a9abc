-- CreateTable
CREATE TABLE "Scheme" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "clusterYearId" INTEGER NOT NULL,
    "code" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "json" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "loadedById" INTEGER,
    "loadedAt" DATETIME NOT NULL,
    "activatedById" INTEGER,
    "activatedAt" DATETIME,
    CONSTRAINT "Scheme_clusterYearId_fkey" FOREIGN KEY ("clusterYearId") REFERENCES "ClusterYear" ("id") ON DELETE RESTRICT ON UPDATE CASCADE
);

-- CreateTable
CREATE TABLE "ScoreSheet" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "schemeId" INTEGER NOT NULL,
    "unitId" INTEGER NOT NULL,
    "state" TEXT NOT NULL,
    "flags" TEXT NOT NULL DEFAULT '[]',
    "submittedById" INTEGER,
    "submittedAt" DATETIME,
    "submittedUpTo" INTEGER,
    "attestedById" INTEGER,
    "attestedAt" DATETIME,
    "appraisedById" INTEGER,
    "appraisedAt" DATETIME,
    "selfAppraised" BOOLEAN NOT NULL DEFAULT false,
    "createdAt" DATETIME NOT NULL,
    CONSTRAINT "ScoreSheet_schemeId_fkey" FOREIGN KEY ("schemeId") REFERENCES "Scheme" ("id") ON DELETE RESTRICT ON UPDATE CASCADE,
    CONSTRAINT "ScoreSheet_unitId_fkey" FOREIGN KEY ("unitId") REFERENCES "Unit" ("id") ON DELETE RESTRICT ON UPDATE CASCADE
);

-- CreateTable
CREATE TABLE "ScoreRow" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "sheetId" INTEGER NOT NULL,
    "code" TEXT NOT NULL,
    "stage" TEXT NOT NULL,
    "input" TEXT,
    "comment" TEXT,
    "explanation" TEXT,
    "byId" INTEGER,
    "at" DATETIME NOT NULL,
    CONSTRAINT "ScoreRow_sheetId_fkey" FOREIGN KEY ("sheetId") REFERENCES "ScoreSheet" ("id") ON DELETE RESTRICT ON UPDATE CASCADE
);

-- CreateTable
CREATE TABLE "ScoreEvidence" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "sheetId" INTEGER NOT NULL,
    "code" TEXT NOT NULL,
    "evidenceId" INTEGER NOT NULL,
    CONSTRAINT "ScoreEvidence_sheetId_fkey" FOREIGN KEY ("sheetId") REFERENCES "ScoreSheet" ("id") ON DELETE RESTRICT ON UPDATE CASCADE,
    CONSTRAINT "ScoreEvidence_evidenceId_fkey" FOREIGN KEY ("evidenceId") REFERENCES "Evidence" ("id") ON DELETE RESTRICT ON UPDATE CASCADE
);

-- CreateTable
CREATE TABLE "ScorePublication" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "schemeId" INTEGER NOT NULL,
    "number" INTEGER NOT NULL,
    "reason" TEXT,
    "snapshot" TEXT NOT NULL,
    "byId" INTEGER,
    "at" DATETIME NOT NULL,
    CONSTRAINT "ScorePublication_schemeId_fkey" FOREIGN KEY ("schemeId") REFERENCES "Scheme" ("id") ON DELETE RESTRICT ON UPDATE CASCADE
);

-- CreateIndex
CREATE INDEX "Scheme_clusterYearId_state_idx" ON "Scheme"("clusterYearId", "state");

-- CreateIndex
CREATE UNIQUE INDEX "ScoreSheet_schemeId_unitId_key" ON "ScoreSheet"("schemeId", "unitId");

-- CreateIndex
CREATE INDEX "ScoreRow_sheetId_code_idx" ON "ScoreRow"("sheetId", "code");

-- CreateIndex
CREATE UNIQUE INDEX "ScoreEvidence_sheetId_code_evidenceId_key" ON "ScoreEvidence"("sheetId", "code", "evidenceId");

-- CreateIndex
CREATE UNIQUE INDEX "ScorePublication_schemeId_number_key" ON "ScorePublication"("schemeId", "number");
