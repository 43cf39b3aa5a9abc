/**
 * Every error text of the simulator, in one table. `text` is the server's raw message; the class prefix and the
 * lowered first letter are added by `describe`. `{0}`, `{1}` … take the arguments of `refuse`.
 */
const CLIENT = "tdlib/telegram-bot-api 01a3679 Client.cpp";
const HTTP = "tdlib/td 022d602 HttpReader.cpp";
const ENTITY = "tdlib/td 022d602 MessageEntity.cpp";
const CONTENT = "tdlib/td 022d602 MessageContent.cpp";
const MESSAGES = "tdlib/td 022d602 MessagesManager.cpp";
const DIALOG = "tdlib/td 022d602 DialogManager.cpp";
const WEBHOOK = "tdlib/telegram-bot-api 01a3679 WebhookActor.cpp";
const OBSERVED = "observed";
const UNVERIFIED = "unverified";

interface ErrorEntry {
  code: number;
  text: string;
  source: string;
}

const entry = (code: number, text: string, source: string): ErrorEntry => ({ code, text, source });

const TABLE = {
  notFound: entry(404, "Not Found", "tdlib/telegram-bot-api 01a3679 HttpConnection.cpp"),
  methodNotFound: entry(404, "Not Found: method not found", CLIENT),
  notSimulated: entry(501, "Not Implemented: simulator has no {0}", "the simulator's own"),
  tokenInvalid: entry(
    401,
    "Unauthorized: invalid token specified",
    "tdlib/telegram-bot-api 01a3679 ClientManager.cpp",
  ),
  unauthorized: entry(401, "Unauthorized", CLIENT),
  loggedOut: entry(400, "Logged out", CLIENT),
  unexpectedEnd: entry(400, "Bad Request: unexpected end of request content", HTTP),
  encodingUnsupported: entry(415, "Unsupported Media Type: unsupported content-encoding", HTTP),
  bodyTooLarge: entry(413, "Request Entity Too Large: content length is {0}", HTTP),
  boundaryMissing: entry(400, "Bad Request: boundary not found", HTTP),
  formDataExpected: entry(400, "Bad Request: expected form-data content disposition", HTTP),
  fieldNameMissing: entry(400, "Bad Request: field name in multipart/form-data not found", HTTP),
  jsonObjectExpected: entry(400, "Bad Request: JSON object expected", HTTP),
  badJsonString: entry(400, "Bad Request: can't parse string content: unexpected end", HTTP),
  badJsonValue: entry(400, "Bad Request: can't parse parameter value: unexpected symbol", HTTP),
  flood: entry(429, "Too Many Requests: retry after {0}", CLIENT),
  restart: entry(500, "Internal Server Error: restart", CLIENT),

  conflictOtherPoll: entry(
    409,
    "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running",
    CLIENT,
  ),
  conflictWebhookActive: entry(
    409,
    "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first",
    CLIENT,
  ),
  conflictSetWebhook: entry(409, "Conflict: terminated by setWebhook request", CLIENT),
  webhookNeedsHttps: entry(400, "bad webhook: An HTTPS URL must be provided for webhook", WEBHOOK),
  webhookPort: entry(400, "bad webhook: Webhook can be set up only on ports 80, 88, 443 or 8443", WEBHOOK),
  webhookReserved: entry(400, "bad webhook: IP address {0} is reserved", WEBHOOK),
  webhookUrlInvalid: entry(400, "invalid webhook URL specified", CLIENT),
  secretTooLong: entry(400, "secret token is too long", CLIENT),
  secretCharacters: entry(400, "secret token contains unallowed characters", CLIENT),

  chatIdEmpty: entry(400, "chat_id is empty", CLIENT),
  chatNotFound: entry(400, "chat not found", CLIENT),
  userNotFound: entry(400, "user not found", OBSERVED),
  parameterRequired: entry(400, 'Parameter "{0}" is required', CLIENT),
  invalidParameter: entry(400, "Invalid {0} specified", CLIENT),
  blocked: entry(403, "Forbidden: bot was blocked by the user", CLIENT),
  deactivated: entry(403, "Forbidden: user is deactivated", CLIENT),
  notStarted: entry(403, "Bot can't initiate conversation with a user", MESSAGES),
  toBot: entry(403, "the bot can't send messages to the bot", OBSERVED),
  kickedFromChat: entry(403, "Forbidden: bot was kicked from the {0} chat", CLIENT),
  notMemberOfChat: entry(403, "Forbidden: bot is not a member of the {0} chat", CLIENT),
  groupDeleted: entry(403, "Forbidden: the group chat was deleted", CLIENT),
  migrated: entry(400, "group chat was upgraded to a supergroup chat", CLIENT),
  noWriteAccess: entry(400, "Have no write access to the chat", DIALOG),
  noRightsTo: entry(400, "Not enough rights to send {0} to the chat", CONTENT),
  noAdministratorsInPrivate: entry(400, "there are no administrators in the private chat", CLIENT),
  noRightsPin: entry(400, "Not enough rights to manage pinned messages in the chat", DIALOG),
  noRightsInvite: entry(400, "not enough rights to manage chat invite link", OBSERVED),
  cannotLeavePrivate: entry(400, "chat member status can't be changed in private chats", UNVERIFIED),
  joinRequestMissing: entry(400, "HIDE_REQUESTER_MISSING", OBSERVED),

  messageTextEmpty: entry(400, "Message text is empty", CLIENT),
  textNonEmpty: entry(400, "Text must be non-empty", ENTITY),
  textTooLong: entry(400, "Text is too long", CLIENT),
  messageTooLong: entry(400, "Message is too long", CONTENT),
  captionTooLong: entry(400, "Message caption is too long", CONTENT),
  parseModeUnsupported: entry(400, "Unsupported parse_mode", CLIENT),
  cannotParseEntities: entry(400, "Can't parse entities: {0}", ENTITY),
  entityList: entry(400, "{0}", ENTITY),
  badMessageEntity: entry(400, "Can't parse MessageEntity: {0}", CLIENT),

  markupNotJson: entry(400, "Can't parse reply keyboard markup JSON object", CLIENT),
  markupNotObject: entry(400, "Object expected as reply markup", CLIENT),
  fieldOfType: entry(400, 'Field "{0}" must be of type {1}', "tdlib/td 022d602 JsonBuilder.cpp"),
  keyboardRows: entry(400, 'Field "keyboard" must be an Array of Arrays', CLIENT),
  inlineRows: entry(
    400,
    'Field "inline_keyboard" of the InlineKeyboardMarkup must be an Array of Arrays',
    CLIENT,
  ),
  keyboardButton: entry(400, "Can't parse keyboard button: {0}", CLIENT),
  inlineButton: entry(400, "Can't parse inline keyboard button: {0}", CLIENT),
  buttonDataInvalid: entry(
    400,
    "BUTTON_DATA_INVALID",
    "jehy/telegram-test-api#62, yagop/node-telegram-bot-api#706",
  ),
  buttonUrlInvalid: entry(
    400,
    "inline keyboard button URL '{0}' is invalid: {1}",
    "tdlib/td 022d602 ReplyMarkup.cpp",
  ),
  markupTooLong: entry(400, "reply markup is too long", CLIENT),
  inlineExpected: entry(400, "Inline keyboard expected", "tdlib/td 022d602 ReplyMarkup.cpp"),
  replyNotJson: entry(400, "Can't parse reply parameters JSON object", CLIENT),
  replyNotObject: entry(400, "Object expected as reply parameters", CLIENT),
  linkPreviewNotJson: entry(400, "Can't parse link preview options JSON object", CLIENT),
  linkPreviewNotObject: entry(400, "Object expected as link preview options", CLIENT),

  chatIdentifierMissing: entry(400, "Chat identifier is not specified", CLIENT),
  messageIdMissing: entry(400, "Message identifier is not specified", CLIENT),
  messageIdsMissing: entry(400, "Message identifiers are not specified", CLIENT),
  messageIdsNotJson: entry(400, "Can't parse message_ids JSON object", CLIENT),
  messageIdsNotArray: entry(400, "Expected an Array of message identifiers", CLIENT),
  messageIdsTooMany: entry(400, "Too many message identifiers specified", CLIENT),
  messageIdsInvalid: entry(400, "Invalid message identifier specified", CLIENT),
  messageToNotFound: entry(400, "message to {0} not found", CLIENT),
  replyNotFound: entry(400, "message to be replied not found", CLIENT),
  cannotEdit: entry(400, "Message can't be edited", MESSAGES),
  noTextToEdit: entry(400, "There is no text in the message to edit", MESSAGES),
  noCaptionToEdit: entry(400, "There is no caption in the message to edit", MESSAGES),
  noMediaToEdit: entry(400, "There is no media in the message to edit", MESSAGES),
  notModified: entry(
    400,
    "message is not modified: specified new message content and reply markup are exactly the same as a current content and reply markup of the message",
    CLIENT,
  ),
  cannotDelete: entry(400, "Message can't be deleted", MESSAGES),
  cannotDeleteForEveryone: entry(400, "Message can't be deleted for everyone", MESSAGES),
  cannotCopy: entry(400, "message can't be copied", OBSERVED),
  cannotForward: entry(400, "message can't be forwarded", OBSERVED),
  reactionInvalid: entry(400, "REACTION_INVALID", OBSERVED),
  reactionNotJson: entry(400, "Can't parse reaction types JSON object", CLIENT),
  reactionNotArray: entry(400, "Expected an Array of ReactionType", CLIENT),
  reactionsTooMany: entry(400, "REACTIONS_TOO_MANY", OBSERVED),

  queryTooOld: entry(400, "query is too old and response timeout expired or query ID is invalid", CLIENT),
  callbackTextTooLong: entry(400, "MESSAGE_TOO_LONG", OBSERVED),
  actionWrong: entry(400, "Wrong parameter action in request", CLIENT),

  commandsNotJson: entry(400, "Can't parse commands JSON object", CLIENT),
  commandsNotArray: entry(400, "Expected an Array of BotCommand", CLIENT),
  commandBad: entry(400, "Can't parse BotCommand: {0}", CLIENT),
  commandsTooMany: entry(400, "BOT_COMMANDS_TOO_MUCH", UNVERIFIED),
  commandEmpty: entry(400, "Command must be non-empty", "tdlib/td 022d602 BotCommand.cpp"),
  commandTooLong: entry(400, "Command length must not exceed 32", "tdlib/td 022d602 BotCommand.cpp"),
  commandInvalid: entry(400, "BOT_COMMAND_INVALID", OBSERVED),
  commandDescriptionEmpty: entry(
    400,
    "Command description must be non-empty",
    "tdlib/td 022d602 BotCommand.cpp",
  ),
  commandDescriptionTooLong: entry(
    400,
    "Command description length must not exceed 256",
    "tdlib/td 022d602 BotCommand.cpp",
  ),
  scopeNotJson: entry(400, "Can't parse BotCommandScope JSON object", CLIENT),
  scopeBad: entry(400, "Can't parse BotCommandScope: {0}", CLIENT),
  menuNotJson: entry(400, "Can't parse menu button JSON object", CLIENT),
  menuBad: entry(400, "Can't parse menu button: {0}", CLIENT),

  noPhoto: entry(400, "There is no photo in the request", CLIENT),
  noDocument: entry(400, "There is no document in the request", CLIENT),
  fileEmpty: entry(400, "file must be non-empty", "tdlib/td 022d602 FileManager.cpp"),
  fileIdMissing: entry(400, "file_id not specified", CLIENT),
  fileTooBig: entry(400, "file is too big", CLIENT),
  fileIdWrong: entry(400, "wrong file_id or the file is temporarily unavailable", CLIENT),
  remoteFileWrong: entry(400, "Wrong file identifier/HTTP URL specified", OBSERVED),
  fileTypeWrong: entry(400, "can't use file of type {0} as {1}", "tdlib/td 022d602 FileManager.cpp"),
  photoTooBig: entry(
    400,
    "file of size {0} bytes is too big for a photo; the maximum size is 10485760 bytes",
    OBSERVED,
  ),
  photoDimensions: entry(400, "PHOTO_INVALID_DIMENSIONS", OBSERVED),
  photoUnreadable: entry(400, "IMAGE_PROCESS_FAILED", OBSERVED),
  urlWrong: entry(400, "Wrong HTTP URL specified", CLIENT),
  urlFailed: entry(400, "Failed to get HTTP URL content", CLIENT),
  mediaNotJson: entry(400, "Can't parse media JSON object", CLIENT),
  mediaNotArray: entry(400, "Expected an Array of InputMedia", CLIENT),
  mediaBad: entry(400, "Can't parse InputMedia: {0}", CLIENT),
  inputMediaNotJson: entry(400, "Can't parse input media JSON object", CLIENT),
  albumCount: entry(400, "too many messages to send as an album", OBSERVED),
  albumTooFew: entry(400, "there must be at least 2 messages in the album", UNVERIFIED),
  albumMix: entry(400, "Can't use the media of the specified type in the album", CLIENT),
  pollQuestionEmpty: entry(400, "Poll question must be non-empty", CONTENT),
  pollQuestionTooLong: entry(400, "Poll question length must not exceed 300", CONTENT),
  pollOptionsNotJson: entry(400, "Can't parse options JSON object", CLIENT),
  pollOptionsNotArray: entry(400, "Expected an Array of String as options", CLIENT),
  pollOptionsTooFew: entry(400, "Poll must have at least 1 option", CONTENT),
  pollOptionsTooMany: entry(400, "Poll can't have more than 12 options", CONTENT),
  pollOptionLength: entry(400, "Poll options length must not exceed 100", "tdlib/td 022d602 PollOption.cpp"),
  richNotJson: entry(400, "Can't parse rich message JSON object", UNVERIFIED),
} as const satisfies Record<string, ErrorEntry>;

export type ErrorName = keyof typeof TABLE;

/** A refusal the way the server gives it. */
export class ApiFailure extends Error {
  readonly code: number;
  readonly description: string;
  readonly parameters: Record<string, number> | undefined;
  constructor(code: number, description: string, parameters?: Record<string, number>) {
    super(description);
    this.code = code;
    this.description = description;
    this.parameters = parameters;
  }
}

export function refuse(name: ErrorName, ...values: (string | number)[]): ApiFailure {
  const { code, text } = TABLE[name];
  return new ApiFailure(code, describe(code, fill(text, values)));
}

/** 429 with `retry_after` in whole seconds, at least 1. */
export function refuseFlood(seconds: number): ApiFailure {
  const retryAfter = Math.max(1, Math.ceil(seconds));
  return new ApiFailure(429, fill(TABLE.flood.text, [retryAfter]), { retry_after: retryAfter });
}

export function refuseMigrated(newChatId: number): ApiFailure {
  return new ApiFailure(400, describe(400, TABLE.migrated.text), { migrate_to_chat_id: newChatId });
}

/** The rows of the table, for a test that every text names where it was read. */
export const errorTable: Readonly<Record<string, ErrorEntry>> = TABLE;

function fill(text: string, values: (string | number)[]): string {
  return text.replace(/\{(\d)\}/g, (_, index: string) => String(values[Number(index)] ?? ""));
}

const CLASS: Record<number, string> = { 400: "Bad Request", 401: "Unauthorized", 403: "Forbidden" };

/** Class prefix, then the message with its first letter lowered unless the second is `_` or a capital (Client.cpp). */
export function describe(code: number, message: string): string {
  const prefix = CLASS[code];
  if (prefix === undefined || message.startsWith(prefix)) return message;
  const keep = /^.[_A-Z]/.test(message);
  return `${prefix}: ${keep ? message : message.charAt(0).toLowerCase() + message.slice(1)}`;
}
