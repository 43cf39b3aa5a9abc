-- CreateIndex
CREATE INDEX "Broadcast_state_idx" ON "Broadcast"("state");

-- CreateIndex
CREATE INDEX "BroadcastReceipt_personId_idx" ON "BroadcastReceipt"("personId");

-- CreateIndex
CREATE INDEX "Snooze_doneAt_idx" ON "Snooze"("doneAt");
