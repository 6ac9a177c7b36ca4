"""What the best fixed filter does with a token of age d: the Kalman filter's law, and the eigenvalue's."""

import numpy as np

from ..processes import Process


def kalman_kernel(process: Process, lags: int) -> np.ndarray:
    """[lag, token, next token]: shift of the predicted law by a token of that age, v(o) F^lag C, in the steady state.

    Covariance S of the claim, from 0:  L = diag(mu) - mu'mu - C'S C,  N = J - pi'mu - T'S C,  S <- T'S T + N L^+ N'
    K = L^+ N',  F = T - C K,  v(o) = (e_o - mu) K
    """
    T, C, mu, N = _moments(process)
    S = np.zeros_like(T)
    for _ in range(20_000):
        L = np.diag(mu) - np.outer(mu, mu) - C.T @ S @ C
        cross = N - T.T @ S @ C
        K = np.linalg.pinv(L, rcond=1e-10) @ cross.T
        new = T.T @ S @ T + cross @ K
        if np.abs(new - S).max() < 1e-15:
            break
        S = new
    return _kernel(K, T - C @ K, C, mu, lags)


def zeta_kernel(process: Process, lags: int) -> np.ndarray:
    """As `kalman_kernel`, with what one token says about the state, carried along by T alone: v(o) T^lag C."""
    T, C, mu, N = _moments(process)
    K = np.linalg.pinv(np.diag(mu) - np.outer(mu, mu), rcond=1e-10) @ N.T
    return _kernel(K, T, C, mu, lags)


def kalman_poles(process: Process) -> list[complex]:
    """Eigenvalues of F that the kernel sees, largest modulus first: the kernel's own linear recurrence."""
    kernel = kalman_kernel(process, 12)
    return _poles(kernel)


def zeta_poles(process: Process) -> list[complex]:
    return _poles(zeta_kernel(process, 12))


def _poles(kernel: np.ndarray) -> list[complex]:
    """Poles of G_d, the eigenvalues of the shift on its Hankel matrix (Ho and Kalman)."""
    half = len(kernel) // 2
    hankel = np.block([[kernel[i + j] for j in range(half)] for i in range(half)])
    shifted = np.block([[kernel[i + j + 1] for j in range(half)] for i in range(half)])
    U, s, V = np.linalg.svd(hankel)
    rank = int((s > 1e-9 * s[0]).sum())
    poles = np.linalg.eigvals(U[:, :rank].T @ shifted @ V[:rank].T / s[:rank])
    return sorted(poles, key=lambda pole: (-abs(pole), -pole.imag))


def _moments(process: Process) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    pi = process.initial
    T = process.transitions.sum(axis=0)
    C = process.transitions.sum(axis=2).T  # [state, token]
    mu = pi @ C
    J = np.einsum("i,oij->jo", pi, process.transitions)
    return T, C, mu, J - np.outer(pi, mu)


def _kernel(K: np.ndarray, F: np.ndarray, C: np.ndarray, mu: np.ndarray, lags: int) -> np.ndarray:
    vectors = K - mu @ K
    kernel = []
    for _ in range(lags):
        kernel.append(vectors @ C)
        vectors = vectors @ F
    return np.array(kernel)
