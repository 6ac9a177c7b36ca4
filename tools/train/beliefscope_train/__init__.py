"""Trains small transformers on exact samples of hidden Markov processes, and exports them to ONNX with a manifest."""
