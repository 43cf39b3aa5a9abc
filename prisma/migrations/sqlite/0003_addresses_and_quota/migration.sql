-- AlterTable
ALTER TABLE "Person" ADD COLUMN "preferredChannel" TEXT;

-- AlterTable
ALTER TABLE "TargetRevision" ADD COLUMN "actionId" INTEGER;

-- AlterTable
ALTER TABLE "OutboxMessage" ADD COLUMN "movedFromId" INTEGER;

-- AlterTable
ALTER TABLE "CalendarDay" ADD COLUMN "source" TEXT;

-- CreateTable
CREATE TABLE "BotMonth" (
    "channel" TEXT NOT NULL,
    "bot" TEXT NOT NULL,
    "month" TEXT NOT NULL,
    "received" INTEGER NOT NULL DEFAULT 0,
    "sent" INTEGER NOT NULL DEFAULT 0,

    PRIMARY KEY ("channel", "bot", "month")
);

-- CreateTable
CREATE TABLE "UploadLink" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "keyHash" TEXT NOT NULL,
    "addressId" INTEGER NOT NULL,
    "personId" INTEGER NOT NULL,
    "createdAt" DATETIME NOT NULL,
    "expiresAt" DATETIME NOT NULL,
    "usedAt" DATETIME
);

-- AlterTable
ALTER TABLE "Address" ADD COLUMN "bot" TEXT NOT NULL DEFAULT '';

-- A Zalo address begins with the key of its bot.
UPDATE "Address" SET "bot" = substr("externalId", 1, instr("externalId", ':') - 1) WHERE "channel" = 'zalo';

-- CreateIndex
CREATE UNIQUE INDEX "UploadLink_keyHash_key" ON "UploadLink"("keyHash");

-- CreateIndex
CREATE INDEX "TargetRevision_actionId_idx" ON "TargetRevision"("actionId");
