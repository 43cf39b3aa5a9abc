-- AlterTable
ALTER TABLE "Person" ADD COLUMN "preferredChannel" TEXT;

-- AlterTable
ALTER TABLE "Address" ADD COLUMN "bot" TEXT NOT NULL DEFAULT '';

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

    CONSTRAINT "BotMonth_pkey" PRIMARY KEY ("channel","bot","month")
);

-- CreateTable
CREATE TABLE "UploadLink" (
    "id" SERIAL NOT NULL,
    "keyHash" TEXT NOT NULL,
    "addressId" INTEGER NOT NULL,
    "personId" INTEGER NOT NULL,
    "createdAt" TIMESTAMP(3) NOT NULL,
    "expiresAt" TIMESTAMP(3) NOT NULL,
    "usedAt" TIMESTAMP(3),

    CONSTRAINT "UploadLink_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "UploadLink_keyHash_key" ON "UploadLink"("keyHash");

-- CreateIndex
CREATE INDEX "TargetRevision_actionId_idx" ON "TargetRevision"("actionId");

-- A Zalo address begins with the key of its bot.
UPDATE "Address" SET "bot" = split_part("externalId", ':', 1) WHERE "channel" = 'zalo';
