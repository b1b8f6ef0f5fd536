using static TorchSharp.Interop.Native;
using static TorchSharp.Interop.NativeError;

namespace TorchSharp;

public static partial class torch
{
    /// <summary>Linear algebra on matrices and batches of matrices.</summary>
    public static partial class linalg
    {
        /// <summary>The lower triangular L with L·Lᴴ = A, for a positive definite A.</summary>
        public static Tensor cholesky(Tensor input) => Result(lt_linalg_cholesky(input.Handle, false));

        /// <summary>Eigenvalues in ascending order and eigenvectors of a Hermitian matrix.</summary>
        /// <param name="input">The matrix.</param>
        /// <param name="UPLO">The triangle that is read: L or U.</param>
        public static (Tensor, Tensor) eigh(Tensor input, char UPLO = 'L')
        {
            Check(lt_linalg_eigh(input.Handle, UPLO.ToString(), out var values, out var vectors));
            return (Result(values), Result(vectors));
        }

        /// <summary>Eigenvalues of a Hermitian matrix in ascending order.</summary>
        /// <param name="input">The matrix.</param>
        /// <param name="UPLO">The triangle that is read: L or U.</param>
        public static Tensor eigvalsh(Tensor input, char UPLO = 'L') => Result(lt_linalg_eigvalsh(input.Handle, UPLO.ToString()));

        /// <summary>X with A·X = B, or X·A = B where <paramref name="left"/> is false.</summary>
        public static Tensor solve(Tensor A, Tensor B, bool left = true) => Result(lt_linalg_solve(A.Handle, B.Handle, left));

        /// <summary>The inverse.</summary>
        public static Tensor inv(Tensor input) => Result(lt_linalg_inv(input.Handle));

        /// <summary>The determinant.</summary>
        public static Tensor det(Tensor input) => Result(lt_linalg_det(input.Handle));

        /// <summary>The sign of the determinant, and the logarithm of its absolute value.</summary>
        public static (Tensor, Tensor) slogdet(Tensor input)
        {
            Check(lt_linalg_slogdet(input.Handle, out var sign, out var logarithm));
            return (Result(sign), Result(logarithm));
        }

        /// <summary>A = Q·R with orthonormal columns in Q and R upper triangular, in reduced form.</summary>
        public static (Tensor Q, Tensor R) qr(Tensor input, QRMode mode = QRMode.Reduced)
        {
            string name = mode switch
            {
                QRMode.Complete => "complete",
                QRMode.R => "r",
                _ => "reduced",
            };
            Check(lt_linalg_qr(input.Handle, name, out var q, out var r));
            return (Result(q), Result(r));
        }

        /// <summary>A = U·diag(S)·Vh with orthonormal columns in U and rows in Vh, S descending.</summary>
        public static (Tensor U, Tensor S, Tensor Vh) svd(Tensor input, bool fullMatrices = true)
        {
            Check(lt_linalg_svd(input.Handle, fullMatrices, out var u, out var s, out var vh));
            return (Result(u), Result(s), Result(vh));
        }

        /// <summary>Singular values in descending order.</summary>
        public static Tensor svdvals(Tensor input) => Result(lt_linalg_svdvals(input.Handle));

        /// <summary>Which parts of Q and R are computed.</summary>
        public enum QRMode
        {
            /// <summary>As many columns of Q as A has.</summary>
            Reduced = 0,

            /// <summary>All columns of Q.</summary>
            Complete = 1,

            /// <summary>No Q.</summary>
            R = 2,
        }
    }
}
