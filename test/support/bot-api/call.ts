import type { ApiMethods } from "grammy/types";
import type { Core } from "./core.ts";
import type { Params } from "./params.ts";
import type { BotState } from "./state/world.ts";

/** One call to one method, its parameters read. */
export interface Call {
  core: Core;
  bot: BotState;
  params: Params;
  /** Fires when the client's connection closes. */
  signal: AbortSignal;
}

/** A result that goes out with a `description` beside it. */
export class Described<T> {
  readonly result: T;
  readonly description: string;
  constructor(result: T, description: string) {
    this.result = result;
    this.description = description;
  }
}

type Result<M extends keyof ApiMethods> = ReturnType<Extract<ApiMethods[M], (...args: never[]) => unknown>>;

/** Handlers by method name, checked against the published result types. */
export type MethodTable = {
  [M in keyof ApiMethods]?: (
    call: Call,
  ) => Result<M> | Described<Result<M>> | Promise<Result<M> | Described<Result<M>>>;
};
