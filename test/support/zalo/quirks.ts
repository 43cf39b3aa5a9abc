/** What is known to be odd, and what nobody has published: every one is a switch. Defaults in brackets. */
export interface Quirks {
  /** [true] HTTP 200 for everything; else the status is that of the error. */
  alwaysOk: boolean;
  /** ["number"] Whether error_code comes as a number; its type is not promised. */
  errorCode: "number" | "string";
  /** [true] Sends that succeed carry `"error_code": 0`. */
  successCode: boolean;
  /** [false] What people write while nobody polls is kept instead of dropped. */
  bufferWhenIdle: boolean;
  /** ["timeout"] Nothing new is the 408 body, or `{"ok":true,"result":{}}`. */
  emptyPoll: "timeout" | "emptyResult";
  /** [400] Code of getUpdates while a webhook is set. */
  pollUnderWebhook: number;
  /** ["replaces"] A second poller ends the first one's wait, or is refused itself. */
  secondPoller: "replaces" | "refused";
  /** [400] deleteWebhook when none is set: this code, or 0 for a success. */
  deleteNothing: number;
  /** [true] Webhooks may be http and on this machine; else `webhook.err.blocked`. */
  allowLocalWebhook: boolean;
  /** [true] setWebhook tells how its probe fared. */
  verification: boolean;
  /** [false] The probe carries the secret. */
  probeSecret: boolean;
  /** ["flat"] Body of a webhook request. */
  envelope: "flat" | "wrapped";
  /** [true] Updates carry their event_name. */
  eventName: boolean;
  /** ["photo_url"] Where the address of a picture stands. */
  imageField: "photo_url" | "photo" | "both";
  /** ["display_name"] Where a person's name stands. */
  nameField: "display_name" | "name";
  /** ["ms"] Unit of dates in updates. */
  dateUnit: "ms" | "s";
  /** [0] How many more times each webhook request is sent. */
  duplicates: number;
  /** [false] Of two messages that wait in a chat the newer goes first. */
  reorder: boolean;
  /** [0] How many more times a failed webhook request is tried. */
  retry: number;
  /** [1,000] ms before the first retry; it doubles. */
  retryDelay: number;
  /** [5,000] ms until a webhook request counts as failed. */
  webhookDeadline: number;
  /** [false] What the bot sends comes back as an update. */
  echo: boolean;
  /** [true] One person has another id at each bot. */
  userIdPerBot: boolean;
  /** ["utf16"] What the 2,000 of a text or caption count. */
  textUnit: "utf16" | "codePoint";
  /** [2] How often the address of a sent photo is fetched; the last answer is what the phone shows. */
  photoFetches: number;
  /** Hosts whose pictures are refused. */
  deniedPhotoHosts: string[];
  /** [400] Code of a send to somebody who blocked the bot; 0 for a success that reaches nobody. */
  blockedSend: number;
  /** [3,000] Messages of one bot in a month. */
  monthlyQuota: number;
  /** [true] What comes in counts toward the quota. */
  countInbound: boolean;
  /** [50] People one bot serves. */
  maxUsers: number;
}

export const defaultQuirks: Quirks = {
  alwaysOk: true,
  errorCode: "number",
  successCode: true,
  bufferWhenIdle: false,
  emptyPoll: "timeout",
  pollUnderWebhook: 400,
  secondPoller: "replaces",
  deleteNothing: 400,
  allowLocalWebhook: true,
  verification: true,
  probeSecret: false,
  envelope: "flat",
  eventName: true,
  imageField: "photo_url",
  nameField: "display_name",
  dateUnit: "ms",
  duplicates: 0,
  reorder: false,
  retry: 0,
  retryDelay: 1_000,
  webhookDeadline: 5_000,
  echo: false,
  userIdPerBot: true,
  textUnit: "utf16",
  photoFetches: 2,
  deniedPhotoHosts: ["upload.wikimedia.org"],
  blockedSend: 400,
  monthlyQuota: 3_000,
  countInbound: true,
  maxUsers: 50,
};
