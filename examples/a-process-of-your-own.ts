// A process of your own: written as two matrices, in either convention, mixed with another, and kept in a file.
import {
  factorTransitionEmission,
  fromTransitionEmission,
  hmmFromJson,
  hmmToJson,
  mixture,
  parseProcessSpec,
  processes,
  stationaryLaw,
  tokenLaw,
  transitionMatrix,
  withEmissionOn,
  wordProbability,
} from "@beliefscope/hmm-core";

const numbers = (data: Float64Array): string => [...data].map((p) => p.toFixed(3)).join(" ");

// Weather that one sees only by whether somebody carries an umbrella.
const transition = [[0.8, 0.2], [0.4, 0.6]]; // prettier-ignore
const emission = [[0.9, 0.1], [0.2, 0.8]]; // prettier-ignore
const names = { tokenNames: ["none", "umbrella"], stateNames: ["dry", "wet"] };
const arrival = fromTransitionEmission(transition, emission, { ...names, name: "weather", emitOn: "arrival" });
const departure = withEmissionOn(arrival, "departure");
console.log(`in the long run dry, wet: ${numbers(stationaryLaw(arrival))}`);
console.log(`moves, from dry and from wet: ${numbers(transitionMatrix(arrival).data)}`);
console.log(`next token, the state ARRIVED at emits: ${numbers(tokenLaw(arrival).data)}`);
console.log(`next token, the state LEFT emits:       ${numbers(tokenLaw(departure).data)}`);
console.log(`P(umbrella, umbrella) = ${wordProbability(arrival, [1, 1]).toFixed(6)} = ${wordProbability(departure, [1, 1]).toFixed(6)}`); // prettier-ignore
console.log(`its matrices, found again: emission ${numbers(factorTransitionEmission(arrival)!.emission.data)}`);

// One of two processes, for ever: nobody says which.
const either = mixture([arrival, parseProcessSpec("markov:p=0.5,q=0.5").hmm], [0.75, 0.25]);
console.log(`with a fair coin for weather one time in four, P(umbrella, umbrella) = ${wordProbability(either, [1, 1]).toFixed(6)}`); // prettier-ignore

// Files keep every bit, so the process that comes back is the one that went.
const text = JSON.stringify(hmmToJson(either));
const back = hmmFromJson(JSON.parse(text));
console.log(`${text.length} letters of JSON; the same process: ${back.labeledTransitions.every((p, i) => p === either.labeledTransitions[i])}`); // prettier-ignore
console.log(`with a name, there are: ${processes.map(({ id }) => id).join(" ")}`);
