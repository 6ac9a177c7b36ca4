import { runSelective, type SelectiveRecurrence } from "./selective-recurrence.ts";
import { type StateSource, stateSource } from "./state-source.ts";

/**
 * Shows a selective model as a network whose states can be captured.
 *
 * @returns A source whose `run` rejects with a RangeError for tokens out of range or impossible, or a hook that does not
 *   exist.
 * @example
 * const source = selectiveSource(selectiveFromHmm(mess3({ x: 0.05, a: 0.85 })));
 * const { hooks } = await source.run(createTensor(Int32Array.of(0), [1, 1]), source.hookNames);
 * hooks.get("blocks.0.hook_resid_post")!.data; // ≈ [0.85, 0.075, 0.075]
 */
export function selectiveSource(model: SelectiveRecurrence): StateSource {
  return stateSource("selectiveSource", (tokens) => runSelective(model, tokens));
}
