using static TorchSharp.Interop.Native;
using static TorchSharp.Interop.NativeError;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        /// <summary>The matrix product; batches broadcast, vectors count as one row or column.</summary>
        public Tensor matmul(Tensor target) => Result(lt_matmul(Handle, target.Handle));

        /// <summary>The product of two matrices.</summary>
        public Tensor mm(Tensor target) => Result(lt_mm(Handle, target.Handle));

        /// <summary>The product of a matrix and a vector.</summary>
        public Tensor mv(Tensor target) => Result(lt_mv(Handle, target.Handle));

        /// <summary>The products of two batches of matrices.</summary>
        public Tensor bmm(Tensor batch2) => Result(lt_bmm(Handle, batch2.Handle));

        /// <summary>The inner product of two vectors.</summary>
        public Tensor dot(Tensor target) => Result(lt_dot(Handle, target.Handle));

        /// <summary>The outer product of two vectors.</summary>
        public Tensor outer(Tensor vec2) => Result(lt_outer(Handle, vec2.Handle));

        /// <summary>Inner products over the last dimension.</summary>
        public Tensor inner(Tensor vec2) => Result(lt_inner(Handle, vec2.Handle));

        /// <summary>The Kronecker product.</summary>
        public Tensor kron(Tensor other) => Result(lt_kron(Handle, other.Handle));

        /// <summary>β · this + α · mat1 · mat2.</summary>
        public Tensor addmm(Tensor mat1, Tensor mat2, float beta = 1, float alpha = 1) =>
            Result(lt_addmm(Handle, mat1.Handle, mat2.Handle, beta, alpha));

        /// <summary>β · this + α · mat1 · mat2, in place.</summary>
        public Tensor addmm_(Tensor mat1, Tensor mat2, float beta = 1, float alpha = 1) =>
            InPlace(lt_addmm_(Handle, mat1.Handle, mat2.Handle, beta, alpha));

        /// <summary>β · this + α · mat · vec.</summary>
        public Tensor addmv(Tensor mat, Tensor vec, float beta = 1, float alpha = 1) =>
            Result(lt_addmv(Handle, mat.Handle, vec.Handle, beta, alpha));

        /// <summary>Sums of products over pairs of dimensions.</summary>
        public Tensor tensordot(Tensor b, long[] dims1, long[] dims2) =>
            Result(lt_tensordot(Handle, b.Handle, dims1, dims1.Length, dims2, dims2.Length));
    }
}
