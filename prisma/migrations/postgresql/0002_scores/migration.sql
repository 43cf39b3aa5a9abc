-- CreateTable
CREATE TABLE "Scheme" (
    "id" SERIAL NOT NULL,
    "clusterYearId" INTEGER NOT NULL,
    "code" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "json" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "loadedById" INTEGER,
    "loadedAt" TIMESTAMP(3) NOT NULL,
    "activatedById" INTEGER,
    "activatedAt" TIMESTAMP(3),

    CONSTRAINT "Scheme_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "ScoreSheet" (
    "id" SERIAL NOT NULL,
    "schemeId" INTEGER NOT NULL,
    "unitId" INTEGER NOT NULL,
    "state" TEXT NOT NULL,
    "flags" TEXT NOT NULL DEFAULT '[]',
    "submittedById" INTEGER,
    "submittedAt" TIMESTAMP(3),
    "submittedUpTo" INTEGER,
    "attestedById" INTEGER,
    "attestedAt" TIMESTAMP(3),
    "appraisedById" INTEGER,
    "appraisedAt" TIMESTAMP(3),
    "selfAppraised" BOOLEAN NOT NULL DEFAULT false,
    "createdAt" TIMESTAMP(3) NOT NULL,

    CONSTRAINT "ScoreSheet_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "ScoreRow" (
    "id" SERIAL NOT NULL,
    "sheetId" INTEGER NOT NULL,
    "code" TEXT NOT NULL,
    "stage" TEXT NOT NULL,
    "input" TEXT,
    "comment" TEXT,
    "explanation" TEXT,
    "byId" INTEGER,
    "at" TIMESTAMP(3) NOT NULL,

    CONSTRAINT "ScoreRow_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "ScoreEvidence" (
    "id" SERIAL NOT NULL,
    "sheetId" INTEGER NOT NULL,
    "code" TEXT NOT NULL,
    "evidenceId" INTEGER NOT NULL,

    CONSTRAINT "ScoreEvidence_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "ScorePublication" (
    "id" SERIAL NOT NULL,
    "schemeId" INTEGER NOT NULL,
    "number" INTEGER NOT NULL,
    "reason" TEXT,
    "snapshot" TEXT NOT NULL,
    "byId" INTEGER,
    "at" TIMESTAMP(3) NOT NULL,

    CONSTRAINT "ScorePublication_pkey" PRIMARY KEY ("id")
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

-- AddForeignKey
ALTER TABLE "Scheme" ADD CONSTRAINT "Scheme_clusterYearId_fkey" FOREIGN KEY ("clusterYearId") REFERENCES "ClusterYear"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "ScoreSheet" ADD CONSTRAINT "ScoreSheet_schemeId_fkey" FOREIGN KEY ("schemeId") REFERENCES "Scheme"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "ScoreSheet" ADD CONSTRAINT "ScoreSheet_unitId_fkey" FOREIGN KEY ("unitId") REFERENCES "Unit"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "ScoreRow" ADD CONSTRAINT "ScoreRow_sheetId_fkey" FOREIGN KEY ("sheetId") REFERENCES "ScoreSheet"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "ScoreEvidence" ADD CONSTRAINT "ScoreEvidence_sheetId_fkey" FOREIGN KEY ("sheetId") REFERENCES "ScoreSheet"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "ScoreEvidence" ADD CONSTRAINT "ScoreEvidence_evidenceId_fkey" FOREIGN KEY ("evidenceId") REFERENCES "Evidence"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "ScorePublication" ADD CONSTRAINT "ScorePublication_schemeId_fkey" FOREIGN KEY ("schemeId") REFERENCES "Scheme"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
