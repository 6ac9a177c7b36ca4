import type { Contest } from "../contest.ts";
import { baumWelchContests } from "./baum-welch.ts";
import { cloudContest } from "./cloud.ts";
import { filterContests } from "./filter.ts";
import { samplingContest } from "./sampling.ts";
import { wordsContest } from "./words.ts";

/** All contests, in the order of the results. */
export const contests: readonly Contest[] = [
  ...filterContests,
  samplingContest,
  ...baumWelchContests,
  wordsContest,
  cloudContest,
];
