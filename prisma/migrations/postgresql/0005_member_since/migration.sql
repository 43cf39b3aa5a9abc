-- AlterTable
ALTER TABLE "Membership" ADD COLUMN     "since" TEXT;
